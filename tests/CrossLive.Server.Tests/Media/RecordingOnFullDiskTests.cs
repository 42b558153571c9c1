using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CrossLive.Server.Tests.Telemetry;

namespace CrossLive.Server.Tests.Media;

/// <summary>Recordings and clips on a disk that is really full, while a stream comes in, is watched and goes out.</summary>
public sealed class RecordingOnFullDiskTests(NginxRtmp nginx) : IClassFixture<NginxRtmp>
{
    private const int DiskBytes = 4 * 1024 * 1024, PicturesPerSecond = 15;

    // 6 Mbit/s: the disk is full after some five seconds.
    private const string Filling = "-c:v libx264 -preset ultrafast -tune zerolatency -g 15 -pix_fmt yuv420p -b:v 6M -minrate 6M -maxrate 6M -bufsize 1M -x264-params nal-hrd=cbr";

    [FullDiskFact]
    public async Task A_recording_that_fills_the_disk_stops_with_what_to_do_and_all_else_goes_on_and_so_does_it_when_there_is_room()
    {
        using var disk = new SmallDisk(DiskBytes);
        using var collector = new OtlpCollector();
        using var server = await StartAsync(disk, collector.Settings);
        try
        {
            using var room = server.NewRoom();
            await room.SetRecordedAsync(true);
            await room.SetDestinationAsync("one", nginx.AddressOf("one", "full-disk"));
            await using var ffmpeg = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.Tone} {Filling} -c:a aac -f flv {server.AddressOf(await room.MakeKeyAsync())}");
            string Log() => $"{ffmpeg.Said}\n{string.Join('\n', server.Process.Log)}";
            var stopped = await room.WhenRecordingsAsync(all => State(all) == "stopped", Log);
            stopped.GetProperty("problem").GetString().ShouldBe($"The disk of {disk.Path} is full: delete recordings or clips, or make room on it.");

            // It is tried again, and says all the while what is wrong; nothing is left of a try.
            await room.WhenRecordingsAsync(
                all =>
                {
                    State(all).ShouldBe("stopped", all.ToString());
                    all.GetProperty("problem").GetString()!.ShouldContain("full");
                    return server.Process.Log.Count(line => line.Contains("its recording stopped", StringComparison.Ordinal)) >= 2;
                },
                Log);

            // Each try that failed is counted, by what was wrong, and as nothing else.
            const string Failures = "crosslive.media.recording.failures{{failure}}{error.type=";
            await Eventually.HoldsAsync(() => collector[Failures + "full}"] >= 2, TimeSpan.FromSeconds(20), () => string.Join('\n', collector.Series.Where(each => each.Key.StartsWith("crosslive.media.recording", StringComparison.Ordinal))));
            collector[Failures + "full}"].ShouldBeLessThanOrEqualTo(server.Process.Log.Count(line => line.Contains("its recording stopped", StringComparison.Ordinal)));
            collector.Series.Keys.Where(name => name.StartsWith(Failures, StringComparison.Ordinal)).ShouldHaveSingleItem();
            var recording = Recordings(await room.GetRecordingsAsync()).ShouldHaveSingleItem();
            recording.GetProperty("open").GetBoolean().ShouldBeFalse();
            Directory.GetFiles(Path.Combine(disk.Path, room.Room)).ShouldHaveSingleItem();

            // Everything else has gone on.
            var sent = (await room.WhenSentAsync("one", 1, Log)).GetProperty("sentPictures").GetInt64();
            var after = await room.WhenSentAsync("one", sent + (2 * PicturesPerSecond), Log);
            after.GetProperty("restarts").GetInt32().ShouldBe(0);
            (await room.GetAsync()).GetProperty("state").GetString().ShouldBe("live");
            var watched = Path.Combine(server.DataDirectory, "hls.mp4");
            await Ffmpeg.RunAsync($"-y -i {new Uri(server.Process.Address, await room.HlsAsync())} -t 2 -c copy {watched}");
            (await Ffmpeg.CountAsync(watched, "v")).ShouldBeGreaterThan(PicturesPerSecond);

            // What was written is whole.
            var (id, durationMs, startUnixMs) = (recording.GetProperty("id").GetString(), recording.GetProperty("durationMs").GetInt64(), recording.GetProperty("startUnixMs").GetInt64());
            durationMs.ShouldBeGreaterThan(2_000);
            var file = Path.Combine(server.DataDirectory, "full.mp4");
            await room.DownloadAsync("/recordings/" + id, file);
            ((long)await Ffmpeg.CountAsync(file, "v")).ShouldBeInRange((durationMs * PicturesPerSecond / 1_000) - 2, (durationMs * PicturesPerSecond / 1_000) + 2);

            // A clip finds no room, either.
            await RefusedAsync(room, disk, startUnixMs, startUnixMs + durationMs - 200);

            using (var deleted = await room.SendAsync(HttpMethod.Delete, "/recordings/" + id))
            {
                deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            }

            var again = await room.WhenRecordingsAsync(all => State(all) == "recording" && Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() > 0, Log);
            Recordings(again)[0].GetProperty("id").GetString().ShouldNotBe(id);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [FullDiskFact]
    public async Task However_little_is_left_on_the_disk_a_clip_is_there_whole_or_not_at_all()
    {
        using var disk = new SmallDisk(DiskBytes);
        using var server = await StartAsync(disk);
        try
        {
            using var room = server.NewRoom();
            await room.SetRecordedAsync(true);
            await using (var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync())))
            {
                await room.WhenRecordingsAsync(all => Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() >= 2_000, () => ffmpeg.Said);
            }

            var recording = Recordings(await room.WhenRecordingsAsync(all => State(all) == "none" && Recordings(all) is [var one] && !one.GetProperty("open").GetBoolean()))[0];
            var from = recording.GetProperty("startUnixMs").GetInt64();
            var isWhole = false;
            for (var left = 0; !isWhole; left += SmallDisk.PageBytes)
            {
                left.ShouldBeLessThan(DiskBytes);
                disk.Leave(left);
                using var answer = await room.SendAsync(HttpMethod.Post, "/clips", new { inUnixMs = from, outUnixMs = from + 1_500 });
                if (answer.StatusCode != HttpStatusCode.Created)
                {
                    await HoldRefusedAsync(answer, room, disk, string.Create(CultureInfo.InvariantCulture, $"{left} bytes left"));
                    continue;
                }

                // The clip is there; its picture, too, or a sentence in its place.
                var clip = await answer.Content.ReadFromJsonAsync<JsonElement>();
                var id = clip.GetProperty("id").GetString()!;
                isWhole = clip.GetProperty("hasThumbnail").GetBoolean();
                var files = Directory.GetFiles(Clips(disk, room)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
                files.ShouldBe(isWhole ? [$"{id}.jpg", $"{id}.json", $"{id}.mp4"] : [$"{id}.json", $"{id}.mp4"]);
                var file = Path.Combine(server.DataDirectory, "clip.mp4");
                await room.DownloadAsync("/clips/" + id, file);
                (await Ffmpeg.CountAsync(file, "v")).ShouldBeInRange(20, 25);
                if (isWhole)
                {
                    var picture = await File.ReadAllBytesAsync(Path.Combine(Clips(disk, room), id + ".jpg"));
                    byte[] marks = [.. picture[..2], .. picture[^2..]];
                    marks.ShouldBe([0xFF, 0xD8, 0xFF, 0xD9], "A JPEG from its first mark to its last.");
                }
                else
                {
                    clip.GetProperty("problem").GetString()!.ShouldContain("full");
                }

                using var deleted = await room.SendAsync(HttpMethod.Delete, "/clips/" + id);
                deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<StreamServer> StartAsync(SmallDisk disk, IReadOnlyDictionary<string, string?>? more = null)
    {
        var server = new StreamServer(new Dictionary<string, string?>(more ?? new Dictionary<string, string?>(), StringComparer.Ordinal) { ["CrossLive__Recordings__Directory"] = disk.Path });
        await server.InitializeAsync();
        return server;
    }

    private static async Task RefusedAsync(StreamApi room, SmallDisk disk, long inUnixMs, long outUnixMs)
    {
        using var answer = await room.SendAsync(HttpMethod.Post, "/clips", new { inUnixMs, outUnixMs });
        await HoldRefusedAsync(answer, room, disk, "A clip on the full disk");
    }

    private static async Task HoldRefusedAsync(HttpResponseMessage answer, StreamApi room, SmallDisk disk, string what)
    {
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage, $"{what}: {said}");
        said.GetProperty("code").GetString().ShouldBe("clip.not-written", what);
        said.GetProperty("detail").GetString().ShouldBe($"The disk of {disk.Path} is full: delete recordings or clips, or make room on it.", what);
        Directory.GetFiles(Clips(disk, room)).ShouldBeEmpty(what);
    }

    private static string Clips(SmallDisk disk, StreamApi room) => Path.Combine(disk.Path, room.Room, "clips");

    private static string State(JsonElement all) => all.GetProperty("state").GetString()!;

    private static JsonElement[] Recordings(JsonElement all) => [.. all.GetProperty("recordings").EnumerateArray()];
}
