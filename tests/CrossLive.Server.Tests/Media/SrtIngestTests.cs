using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>ffmpeg and other programs publish over SRT to a real server, with a passphrase.</summary>
public sealed class SrtIngestTests : IAsyncLifetime, IDisposable
{
    private const string Passphrase = "ten-letters-or-more";
    private const string Mpegts = "-c:a aac -f mpegts";

    private readonly DataFolder _data = new();
    private readonly int _rtmpPort = FreePort.Next();
    private readonly int _srtPort = FreePort.Next();
    private ServerProcess? _server;
    private Tokens? _tokens;
    private int _rooms;

    public async Task InitializeAsync()
    {
        if (new SrtIngestFactAttribute().Skip is not null)
        {
            return;
        }

        _server = await ServerProcess.StartAsync(
            new ServerSettings(_data.Path)
            {
                More = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["CrossLive__Media__RtmpPort"] = _rtmpPort.ToString(CultureInfo.InvariantCulture),
                    ["CrossLive__Media__SrtPort"] = _srtPort.ToString(CultureInfo.InvariantCulture),
                    ["CrossLive__Media__SrtPassphrase"] = Passphrase,
                    ["CrossLive__Media__Address"] = "127.0.0.1",
                    ["CrossLive__Media__TakeoverAfterMs"] = "1000",
                    ["CrossLive__Media__MaxSilenceMs"] = "4000",
                    ["CrossLive__Recordings__MinFreeBytes"] = "0",
                },
            },
            output: null);
        _tokens = new Tokens(_data.Path);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void Dispose() => _data.Dispose();

    [SrtIngestFact]
    public async Task A_stream_over_SRT_is_shown_recorded_and_previewed_as_one_over_RTMP_and_its_end_is_known_at_once()
    {
        using var room = NewRoom();
        await room.SetRecordedAsync(true);
        var key = await room.MakeKeyAsync();
        await using var ffmpeg = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.Tone} {Ffmpeg.H264} {Mpegts} {AddressOf("live/" + key)}");
        var live = await room.WhenAsync(status => Number(status, "video", "framesPerSecond") > 10 && Number(status, "audio", "kbps") > 10, () => ffmpeg.Said + Log());
        (live.GetProperty("video").GetProperty("widthPx").GetInt32(), live.GetProperty("audio").GetProperty("sampleRateHz").GetInt32()).ShouldBe((320, 48_000));
        live.GetProperty("remote").GetString()!.ShouldStartWith("127.0.0.1:");
        await room.WhenRecordingsAsync(all => all.GetProperty("recordings").EnumerateArray().Any(each => each.GetProperty("durationMs").GetInt64() >= 2_000), () => ffmpeg.Said);

        var watch = Path.Combine(_data.Path, "preview.flv");
        await Ffmpeg.RunAsync($"-y -i {new Uri(_server!.Address, await room.PreviewAsync())} -t 2 -c copy {watch}");
        (await Ffmpeg.CountAsync(watch, "v")).ShouldBeGreaterThan(25);

        await ffmpeg.FinishAsync();
        var after = await room.WhenAsync("waiting", Log);
        after.GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("Disconnected");
        var recording = (await room.GetRecordingsAsync()).GetProperty("recordings")[0];
        var file = Path.Combine(_data.Path, "srt.mp4");
        await room.DownloadAsync("/recordings/" + recording.GetProperty("id").GetString(), file);
        (await Ffmpeg.CountAsync(file, "v")).ShouldBeGreaterThan(25);
    }

    [SrtIngestFact]
    public async Task Keys_places_and_passphrase_are_those_of_RTMP_and_the_operator_is_told_who_was_refused()
    {
        using var room = NewRoom();
        var old = await room.MakeKeyAsync();
        var key = await room.MakeKeyAsync();
        await using (var withOldKey = Publish(old))
        {
            (await withOldKey.EndAsync()).ShouldNotBe(0);
        }

        await room.WhenAsync(status => Refusal(status) == "KeyUnknown", Log);
        await using (var toOtherApp = Publish("other/" + key))
        {
            (await toOtherApp.EndAsync()).ShouldNotBe(0);
        }

        await room.WhenAsync(status => Refusal(status) == "AddressWrong", Log);
        await using (var open = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.H264} -f mpegts {AddressOf(key, passphrase: "another-passphrase")}"))
        {
            (await open.EndAsync()).ShouldNotBe(0);
        }

        (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("waiting");

        // The first one over RTMP, the second over SRT: one place for both.
        await using var first = Ffmpeg.Publish(string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_rtmpPort}/live/{key}"));
        var live = await room.WhenAsync("live", () => first.Said);
        await using (var second = Publish(key))
        {
            (await second.EndAsync()).ShouldNotBe(0);
        }

        await room.WhenAsync(status => Refusal(status) == "Refused", Log);
        first.Freeze();
        await room.WhenAsync(status => status.GetProperty("silenceMs").GetInt64() > 1_500);
        await using var third = Publish("#!::r=live/" + key + ",m=publish");
        var taken = await room.WhenAsync(status => status.GetProperty("state").GetString() == "live" && Number(status, "video", "frames") > 0 && Since(status) > Since(live), () => third.Said + Log());
        taken.GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("TakenOver");

        // A new key cuts whoever has the old one.
        await room.MakeKeyAsync();
        (await third.EndAsync()).ShouldNotBe(0);
        (await room.WhenAsync("waiting", Log)).GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("KeyRevoked");
    }

    [SrtIngestFact]
    public async Task Other_codecs_and_what_is_no_stream_are_refused_by_name_and_a_publisher_that_vanishes_is_gone()
    {
        using var room = NewRoom();
        var key = await room.MakeKeyAsync();
        await using (var video = Ffmpeg.Start($"{Ffmpeg.Picture} -c:v mpeg2video -f mpegts {AddressOf(key)}"))
        {
            await room.WhenAsync(status => End(status)?.GetProperty("reason").GetString() == "CodecRefused", () => video.Said + Log());
        }

        End(await room.GetAsync())!.Value.GetProperty("detail").GetString().ShouldBe("Video codec MPEG-1/2 is not taken; send H.264 and AAC (ADTS).");
        await using (var flv = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.H264} -b:v 4M -qp 5 -f flv {AddressOf(key)}"))
        {
            await room.WhenAsync(status => End(status)?.GetProperty("reason").GetString() is "ProtocolError" or "Silent", () => flv.Said + Log());
        }

        await using var vanishing = Publish(key);
        await room.WhenAsync("live", () => vanishing.Said);
        vanishing.Freeze();
        (await room.WhenAsync("waiting", Log)).GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBeOneOf("Disconnected", "Silent");
        using var udp = new UdpClient();
        await udp.SendAsync(new byte[1_400], new IPEndPoint(IPAddress.Loopback, _srtPort));
        await using var again = Publish(key);
        await room.WhenAsync("live", () => again.Said + Log());
    }

    [SrtIngestFact]
    public async Task GStreamer_and_srt_live_transmit_publish_too_where_they_are_installed()
    {
        foreach (var (program, arguments, input) in new (string, Func<string, string>, string?)[]
        {
            ("gst-launch-1.0", address => $"-q mpegtsmux name=m alignment=7 ! srtsink uri=\"{address}\" wait-for-connection=false videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=15/1 ! x264enc tune=zerolatency key-int-max=15 ! h264parse ! queue ! m. audiotestsrc is-live=true ! audioconvert ! avenc_aac ! aacparse ! queue ! m.", null),
            ("srt-live-transmit", address => $"-q udp://127.0.0.1:{FreePort.Next()} \"{address}\"", "udp"),
        })
        {
            if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            {
                continue;
            }

            using var room = NewRoom();
            var line = arguments(AddressOf(await room.MakeKeyAsync(), escape: true));
            using var process = Process.Start(new ProcessStartInfo(program, line) { UseShellExecute = false, RedirectStandardError = true })!;
            await using var feeder = input is null ? null : Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.Tone} {Ffmpeg.H264} {Mpegts} {line.Split(' ')[1]}?pkt_size=1316");
            try
            {
                var live = await room.WhenAsync(status => Number(status, "video", "frames") > 15 && Number(status, "audio", "kbps") > 5, () => program + Log());
                live.GetProperty("video").GetProperty("widthPx").GetInt32().ShouldBe(320);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }

    private StreamApi NewRoom()
    {
        var room = string.Create(CultureInfo.InvariantCulture, $"srt-{_rooms++}");
        return new StreamApi(_server!.Address, room, _tokens!.For(room, "operator", Role.Operator));
    }

    private Ffmpeg Publish(string streamId) => Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.Tone} {Ffmpeg.H264} {Mpegts} {AddressOf(streamId)}");

    private string AddressOf(string streamId, string passphrase = Passphrase, bool escape = false)
    {
        var (id, word) = escape ? (Uri.EscapeDataString(streamId), Uri.EscapeDataString(passphrase)) : (streamId, passphrase);
        var address = string.Create(CultureInfo.InvariantCulture, $"srt://127.0.0.1:{_srtPort}?mode=caller&transtype=live&passphrase={word}&pbkeylen=16&streamid={id}");
        return escape ? address : $"\"{address}\"";
    }

    private string Log() => string.Join('\n', _server!.Log.TakeLast(20));

    private static double Number(JsonElement status, string of, string what) => status.GetProperty(of) is { ValueKind: JsonValueKind.Object } facts ? facts.GetProperty(what).GetDouble() : 0;

    private static long Since(JsonElement status) => status.GetProperty("sinceUnixMs").GetInt64();

    private static string? Refusal(JsonElement status) => status.GetProperty("lastRefusal") is { ValueKind: JsonValueKind.Object } refusal ? refusal.GetProperty("reason").GetString() : null;

    private static JsonElement? End(JsonElement status) => status.GetProperty("lastEnd") is { ValueKind: JsonValueKind.Object } end ? end : null;
}
