using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CrossLive.Rooms;

namespace CrossLive.Server.Tests.Media;

/// <summary>ffmpeg publishes to a real server; an operator sees what comes of it.</summary>
public sealed class StreamIngestTests(StreamServer server) : IClassFixture<StreamServer>
{
    [FfmpegFact]
    public async Task A_stream_is_shown_with_what_it_sends_and_its_end_at_once()
    {
        using var room = server.NewRoom();
        (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("no-key");
        var key = await room.MakeKeyAsync();
        (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("waiting");
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(key));
        var live = await room.WhenAsync(status => Number(status, "video", "framesPerSecond") > 10 && Number(status, "audio", "kbps") > 10, () => ffmpeg.Said);
        live.GetProperty("state").GetString().ShouldBe("live");
        var video = live.GetProperty("video");
        video.GetProperty("codec").GetString()!.ShouldStartWith("avc1.");
        (video.GetProperty("widthPx").GetInt32(), video.GetProperty("heightPx").GetInt32()).ShouldBe((320, 180));
        video.GetProperty("framesPerSecond").GetDouble().ShouldBeInRange(10, 20);
        (live.GetProperty("audio").GetProperty("codec").GetString(), live.GetProperty("audio").GetProperty("sampleRateHz").GetInt32()).ShouldBe(("mp4a.40.2", 48_000));
        live.GetProperty("remote").GetString()!.ShouldStartWith("127.0.0.1:");
        live.GetProperty("encoder").GetString()!.ShouldStartWith("Lavf");
        live.GetProperty("sinceUnixMs").GetInt64().ShouldBeGreaterThan(live.GetProperty("keyMadeAtUnixMs").GetInt64());

        await ffmpeg.FinishAsync();
        var after = await room.WhenAsync("waiting");
        after.GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("Finished");
        after.GetProperty("video").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [FfmpegFact]
    public async Task A_wrong_key_and_a_wrong_address_are_refused_and_both_sides_are_told_why()
    {
        using var room = server.NewRoom();
        var old = await room.MakeKeyAsync();
        var key = await room.MakeKeyAsync();
        await using var withOldKey = Ffmpeg.Publish(server.AddressOf(old));
        (await withOldKey.EndAsync()).ShouldNotBe(0);
        withOldKey.Said.ShouldContain("Copy the room's key anew");
        await room.WhenAsync(status => Refusal(status) == "KeyUnknown");

        await using var toOtherApp = Ffmpeg.Publish(server.AddressOf(key).Replace("/live/", "/stream/", StringComparison.Ordinal));
        (await toOtherApp.EndAsync()).ShouldNotBe(0);
        toOtherApp.Said.ShouldContain("ends in '/live'");
        await room.WhenAsync(status => Refusal(status) == "AddressWrong");
        (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("waiting");
    }

    [FfmpegFact]
    public async Task A_second_publisher_is_refused_and_takes_over_once_the_first_is_silent()
    {
        using var room = server.NewRoom();
        var address = server.AddressOf(await room.MakeKeyAsync());
        await using var first = Ffmpeg.Publish(address);
        var live = await room.WhenAsync("live", () => first.Said);
        await using var second = Ffmpeg.Publish(address);
        (await second.EndAsync()).ShouldNotBe(0);
        second.Said.ShouldContain("already has a live publisher");
        await room.WhenAsync(status => Refusal(status) == "Refused");

        first.Freeze();
        await room.WhenAsync(status => status.GetProperty("silenceMs").GetInt64() > 1_500);
        await using var third = Ffmpeg.Publish(address);
        var taken = await room.WhenAsync(status => status.GetProperty("state").GetString() == "live" && Number(status, "video", "frames") > 0 && Since(status) > Since(live), () => third.Said);
        taken.GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("TakenOver");
    }

    [FfmpegFact]
    public async Task A_changed_key_cuts_the_publisher_of_the_old_one_and_a_revoked_one_everybody()
    {
        using var room = server.NewRoom();
        await using var first = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenAsync("live", () => first.Said);
        var key = await room.MakeKeyAsync();
        (await first.EndAsync()).ShouldNotBe(0);
        (await room.WhenAsync("waiting")).GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("KeyRevoked");

        await using var second = Ffmpeg.Publish(server.AddressOf(key));
        await room.WhenAsync("live", () => second.Said);
        await room.RevokeKeyAsync();
        (await second.EndAsync()).ShouldNotBe(0);
        (await room.WhenAsync("no-key")).GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("KeyRevoked");
    }

    [FfmpegFact]
    public async Task Codecs_that_are_not_taken_are_refused_by_name()
    {
        using var room = server.NewRoom();
        var address = server.AddressOf(await room.MakeKeyAsync());
        await using var video = Ffmpeg.Start($"{Ffmpeg.Picture} -c:v flv1 -f flv {address}");
        (await video.EndAsync()).ShouldNotBe(0);
        var refused = await room.WhenAsync(status => End(status) is { } end && end.GetProperty("reason").GetString() == "CodecRefused");
        End(refused)!.Value.GetProperty("detail").GetString().ShouldBe("Video codec number 2 is not taken; send H.264 and AAC.");

        await using var audio = Ffmpeg.Start($"{Ffmpeg.Tone} -ar 44100 -c:a libmp3lame -f flv {address}");
        (await audio.EndAsync()).ShouldNotBe(0);
        await room.WhenAsync(status => End(status) is { } end && end.GetProperty("detail").GetString()!.Contains("Mp3", StringComparison.Ordinal));
    }

    [FfmpegFact]
    public async Task A_stream_without_sound_or_without_pictures_goes_on_and_says_so()
    {
        using var silent = server.NewRoom();
        using var blind = server.NewRoom();
        await using var noSound = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.H264} -f flv {server.AddressOf(await silent.MakeKeyAsync())}");
        await using var noPicture = Ffmpeg.Start($"{Ffmpeg.Tone} -c:a aac -f flv {server.AddressOf(await blind.MakeKeyAsync())}");
        (await silent.WhenAsync(status => status.GetProperty("missing").GetString() == "audio", () => noSound.Said)).GetProperty("state").GetString().ShouldBe("live");
        (await blind.WhenAsync(status => status.GetProperty("missing").GetString() == "video", () => noPicture.Said)).GetProperty("video").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [FfmpegFact]
    public async Task Pictures_of_4K_at_60_frames_are_taken_whole_and_a_clock_that_jumps_back_is_mended()
    {
        using var room = server.NewRoom();
        var address = server.AddressOf(await room.MakeKeyAsync());
        var file = Path.Combine(server.DataDirectory, "4k60.flv");
        await Ffmpeg.RunAsync($"-y -f lavfi -i testsrc=size=3840x2160:rate=60 -frames:v 90 -c:v libx264 -preset ultrafast -qp 10 -pix_fmt yuv420p {file}");
        var flv = await File.ReadAllBytesAsync(file);

        // The whole file twice in one session, as an encoder that begins its clock anew sends it.
        await using var publisher = await RawPublisher.ConnectAsync(server.RtmpPort, address[(address.LastIndexOf('/') + 1)..]);
        await publisher.SendFileAsync(flv);
        await publisher.SendFileAsync(flv);
        var status = await room.WhenAsync(status => Number(status, "video", "frames") == 180);
        var video = status.GetProperty("video");
        (video.GetProperty("widthPx").GetInt32(), video.GetProperty("heightPx").GetInt32()).ShouldBe((3840, 2160));
        status.GetProperty("clockRestarts").GetInt32().ShouldBe(1);
        status.GetProperty("receivedBytes").GetInt64().ShouldBeGreaterThan(flv.Length);
    }

    [Theory]
    [InlineData("stream", HttpStatusCode.Forbidden)]
    [InlineData("other-room", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Only_an_operator_of_the_room_sees_its_stream_and_makes_its_key(string? tokenOf, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        if (tokenOf is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", server.Tokens.For(tokenOf, "somebody", tokenOf == "stream" ? Role.Viewer : Role.Operator));
        }

        (await http.GetAsync(new Uri("/api/rooms/stream/stream", UriKind.Relative))).StatusCode.ShouldBe(expected);
        (await http.PostAsync(new Uri("/api/rooms/stream/stream/key", UriKind.Relative), null)).StatusCode.ShouldBe(expected);
        (await http.DeleteAsync(new Uri("/api/rooms/stream/stream/key", UriKind.Relative))).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Garbage_and_huge_chunks_end_their_own_connection_and_nothing_else()
    {
        using var room = server.NewRoom();
        var key = await room.MakeKeyAsync();
        await using var publisher = await RawPublisher.ConnectAsync(server.RtmpPort, key);
        await publisher.SendKeyframeAsync();
        await room.WhenAsync("live");

        foreach (var bytes in new[] { Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), [.. RawPublisher.Handshake, .. Enumerable.Repeat((byte)0xA5, 5_000)], [.. RawPublisher.Handshake, 2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF] })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, server.RtmpPort);
            await socket.GetStream().WriteAsync(bytes);
            await RawPublisher.ReadToEndAsync(socket);
        }

        (await server.Process.HealthAsync("live")).ShouldBe(HttpStatusCode.OK);
        (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("live");
    }

    [FfmpegFact]
    public async Task A_stream_comes_in_over_TLS_with_the_server_s_certificate()
    {
        using var room = server.NewRoom();
        await using var ffmpeg = Ffmpeg.Publish(server.SecureAddressOf(await room.MakeKeyAsync()));
        (await room.WhenAsync("live", () => ffmpeg.Said)).GetProperty("remote").GetString()!.ShouldStartWith("127.0.0.1:");

        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.RtmpsPort);
        await socket.GetStream().WriteAsync(RawPublisher.Handshake);
        await RawPublisher.ReadToEndAsync(socket);
        (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("live");
    }

    [FfmpegFact]
    public async Task The_preview_is_the_stream_from_its_last_keyframe_on_for_who_has_its_address()
    {
        using var room = server.NewRoom();
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenAsync(status => Number(status, "video", "frames") > 5, () => ffmpeg.Said);
        var address = await room.PreviewAsync();
        using var response = await http.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (response.Content.Headers.ContentType!.MediaType, response.Headers.CacheControl!.NoStore).ShouldBe(("video/x-flv", true));
        var begin = new byte[64];
        await using (var body = await response.Content.ReadAsStreamAsync())
        {
            await body.ReadExactlyAsync(begin);
            Encoding.ASCII.GetString(begin, 0, 3).ShouldBe("FLV");
            begin[4].ShouldBe((byte)5, "sound and pictures");
            await ffmpeg.FinishAsync();
            await body.CopyToAsync(Stream.Null);
        }

        (await http.GetAsync(new Uri(address, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_address_of_a_preview_opens_that_room_s_preview_and_nothing_else()
    {
        using var room = server.NewRoom();
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        var address = await room.PreviewAsync();
        var token = address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var other = server.NewRoom();
        (await StatusOf("/preview/stream-0.flv?access_token=" + token)).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOf(address[..address.IndexOf('?', StringComparison.Ordinal)])).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOf(address + "x")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOf("/hubs/room?access_token=" + token)).ShouldBe(HttpStatusCode.Forbidden);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await StatusOf(other.Path)).ShouldBe(HttpStatusCode.Forbidden);
        other.Dispose();

        async Task<HttpStatusCode> StatusOf(string path)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_server_that_stops_waits_for_nobody_who_watches_and_tells_how_the_publisher_ended()
    {
        using var room = server.NewRoom();
        var key = await room.MakeKeyAsync();
        await using var publisher = await RawPublisher.ConnectAsync(server.RtmpPort, key);
        await publisher.SendKeyframeAsync();
        await room.WhenAsync("live");
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        using var watched = await http.GetAsync(new Uri(await room.PreviewAsync(), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        watched.StatusCode.ShouldBe(HttpStatusCode.OK);
        await server.StopAndStartAsync(TimeSpan.FromSeconds(25));
        using var again = server.SameRoom();
        (await again.WhenAsync("waiting")).GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("Stopping");
    }

    [Fact]
    public async Task As_many_watch_as_may_and_one_more_is_told_to_come_later()
    {
        using var room = server.NewRoom();
        await using var publisher = await RawPublisher.ConnectAsync(server.RtmpPort, await room.MakeKeyAsync());
        await publisher.SendKeyframeAsync();
        await room.WhenAsync("live");
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        var address = new Uri(await room.PreviewAsync(), UriKind.Relative);
        using (var first = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead))
        {
            first.StatusCode.ShouldBe(HttpStatusCode.OK);
            using var second = await http.GetAsync(address);
            second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            second.Headers.RetryAfter.ShouldNotBeNull();
        }

        await Eventually.HoldsAsync(
            async () =>
            {
                using var next = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
                return next.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(30),
            () => "the place of who has left is free");
    }

    [Fact]
    public async Task A_key_stands_nowhere_on_the_disk_and_holds_after_a_kill()
    {
        using var room = server.NewRoom();
        var key = await room.MakeKeyAsync();
        var secret = Encoding.ASCII.GetBytes(key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "rooms.db*"))
        {
            (await ReadAsync(file)).AsSpan().IndexOf(secret).ShouldBe(-1, file);
        }

        await using var publisher = await RawPublisher.ConnectAsync(server.RtmpPort, key);
        await publisher.SendKeyframeAsync();
        await room.WhenAsync("live");
        await server.RestartAsync();
        using var again = server.SameRoom();
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var returned = await RawPublisher.ConnectAsync(server.RtmpPort, key);
                return returned.IsAccepted;
            },
            TimeSpan.FromSeconds(30),
            () => string.Join('\n', server.Process.Log));
        (await again.WhenAsync("waiting")).GetProperty("lastEnd").GetProperty("reason").GetString().ShouldBe("Disconnected");
    }

    private static double Number(JsonElement status, string part, string name) =>
        status.GetProperty(part) is { ValueKind: JsonValueKind.Object } found ? found.GetProperty(name).GetDouble() : 0;

    private static long Since(JsonElement status) => status.GetProperty("sinceUnixMs").GetInt64();

    private static string? Refusal(JsonElement status) => status.GetProperty("lastRefusal") is { ValueKind: JsonValueKind.Object } refusal ? refusal.GetProperty("reason").GetString() : null;

    private static JsonElement? End(JsonElement status) => status.GetProperty("lastEnd") is { ValueKind: JsonValueKind.Object } end ? end : null;

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
