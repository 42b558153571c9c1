using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>An operator marks a beginning and an end while ffmpeg publishes, and takes what was cut.</summary>
public sealed class ClipTests(StreamServer server) : IClassFixture<StreamServer>
{
    [FfmpegFact]
    public async Task A_clip_that_is_marked_live_is_cut_listed_shown_and_deleted()
    {
        using var room = server.NewRoom();
        await room.SetRecordedAsync(true);
        await using var publisher = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenRecordingsAsync(all => all.GetProperty("recordings").EnumerateArray().Any(each => each.GetProperty("durationMs").GetInt64() >= 2_000), () => publisher.Said);
        var marked = (await JsonAsync(room, HttpMethod.Post, "/clips/in", new { behindMs = 300 })).GetProperty("inUnixMs").GetInt64();
        (await JsonAsync(room, HttpMethod.Get, "/clips")).GetProperty("inUnixMs").GetInt64().ShouldBe(marked);
        await room.WhenRecordingsAsync(all => all.GetProperty("recordings")[0] is var one && one.GetProperty("startUnixMs").GetInt64() + one.GetProperty("durationMs").GetInt64() > marked + 2_000);
        var clip = await JsonAsync(room, HttpMethod.Post, "/clips", new { title = "the\u0007 moment", behindMs = 300 });
        clip.GetProperty("title").GetString().ShouldBe("the moment");
        clip.GetProperty("hasThumbnail").GetBoolean().ShouldBeTrue(clip.ToString());

        // A keyframe each second.
        (marked - clip.GetProperty("startUnixMs").GetInt64()).ShouldBeInRange(0, 1_100);
        var wanted = clip.GetProperty("outUnixMs").GetInt64() - clip.GetProperty("startUnixMs").GetInt64();
        clip.GetProperty("durationMs").GetInt64().ShouldBeInRange(wanted - 150, wanted + 150);
        var id = clip.GetProperty("id").GetString();
        var (file, picture) = (Path.Combine(server.DataDirectory, "clip.mp4"), Path.Combine(server.DataDirectory, "clip.jpg"));
        await room.DownloadAsync("/clips/" + id, file);
        await room.DownloadAsync($"/clips/{id}/thumbnail", picture);
        (await Ffmpeg.CountAsync(file, "v")).ShouldBeGreaterThan(30);
        (await Ffmpeg.CountAsync(file, "a")).ShouldBeGreaterThan(80);
        (await File.ReadAllBytesAsync(picture)).AsSpan(0, 2).ToArray().ShouldBe([0xFF, 0xD8]);
        var all = await JsonAsync(room, HttpMethod.Get, "/clips");
        all.GetProperty("inUnixMs").ValueKind.ShouldBe(JsonValueKind.Null);
        all.GetProperty("clips").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(id);

        using (var deleted = await room.SendAsync(HttpMethod.Delete, "/clips/" + id))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await JsonAsync(room, HttpMethod.Get, "/clips")).GetProperty("clips").GetArrayLength().ShouldBe(0);
        using var gone = await room.SendAsync(HttpMethod.Get, $"/clips/{id}/thumbnail");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.GetFiles(Path.Combine(server.DataDirectory, "recordings", room.Room, "clips")).ShouldBeEmpty();
    }

    [FfmpegFact]
    public async Task A_server_that_is_killed_while_it_makes_a_clip_leaves_nothing_of_it_after_its_next_start()
    {
        // Who makes the picture never ends as long as the server lives, so the kill comes in the midst.
        using var tools = new DataFolder();
        var slow = Path.Combine(tools.Path, "slow");
        await File.WriteAllTextAsync(slow, "#!/bin/sh\nwhile kill -0 $PPID 2>/dev/null; do sleep 0.1; done\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(slow, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var killed = new StreamServer(new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Recordings__FfmpegPath"] = slow });
        await killed.InitializeAsync();
        try
        {
            using var room = killed.NewRoom();
            await room.SetRecordedAsync(true);
            await using var publisher = Ffmpeg.Publish(killed.AddressOf(await room.MakeKeyAsync()));
            var recording = (await room.WhenRecordingsAsync(all => all.GetProperty("recordings").EnumerateArray().Any(each => each.GetProperty("durationMs").GetInt64() >= 2_000), () => publisher.Said)).GetProperty("recordings")[0];
            var from = recording.GetProperty("startUnixMs").GetInt64();
            var making = room.SendAsync(HttpMethod.Post, "/clips", new { inUnixMs = from, outUnixMs = from + 1_500 });
            var clips = Path.Combine(killed.DataDirectory, "recordings", room.Room, "clips");
            await Eventually.HoldsAsync(() => Directory.Exists(clips) && Directory.EnumerateFiles(clips, "*.mp4.new").Any(file => new FileInfo(file).Length > 0), TimeSpan.FromSeconds(20), () => "A clip is being written");
            (await JsonAsync(room, HttpMethod.Get, "/clips")).GetProperty("clips").GetArrayLength().ShouldBe(0);
            await killed.RestartAsync();
            await Should.ThrowAsync<HttpRequestException>(() => making);
            await Eventually.HoldsAsync(() => Directory.GetFiles(clips).Length == 0, TimeSpan.FromSeconds(20), () => string.Join(' ', Directory.GetFiles(clips)));
            using var again = killed.SameRoom();
            (await JsonAsync(again, HttpMethod.Get, "/clips")).GetProperty("clips").GetArrayLength().ShouldBe(0);
        }
        finally
        {
            await killed.DisposeAsync();
        }
    }

    [FfmpegFact]
    public async Task Marks_that_make_no_clip_are_refused_with_what_is_wrong()
    {
        using var room = server.NewRoom();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (var (body, status, code) in new (object, HttpStatusCode, string)[]
        {
            (new { }, HttpStatusCode.BadRequest, "clip.invalid"),
            (new { inUnixMs = now - 1_000, outUnixMs = now - 2_000 }, HttpStatusCode.BadRequest, "clip.invalid"),
            (new { inUnixMs = now - 1_000, outUnixMs = now + 60_000 }, HttpStatusCode.BadRequest, "clip.invalid"),
            (new { inUnixMs = now - 100_000_000, outUnixMs = now }, HttpStatusCode.BadRequest, "clip.invalid"),
            (new { inUnixMs = now - 2_000, outUnixMs = now - 1_000 }, HttpStatusCode.NotFound, "clip.no-recording"),
        })
        {
            using var answer = await room.SendAsync(HttpMethod.Post, "/clips", body);
            answer.StatusCode.ShouldBe(status, body.ToString());
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
        }

        foreach (var id in new[] { "x", "0123456789abcdef0123456789abcdef", "..%2F..%2Frooms.db" })
        {
            using var answer = await room.SendAsync(HttpMethod.Get, "/clips/" + id);
            ((int)answer.StatusCode).ShouldBeInRange(400, 405, id);
        }
    }

    [Theory]
    [InlineData(Role.Viewer, "clipped", HttpStatusCode.Forbidden)]
    [InlineData(Role.Operator, "other-room", HttpStatusCode.Forbidden)]
    [InlineData(null, "", HttpStatusCode.Unauthorized)]
    public async Task Only_an_operator_of_the_room_makes_and_sees_its_clips(Role? role, string room, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        if (role is { } known)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", server.Tokens.For(room, "somebody", known));
        }

        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Post, ""), (HttpMethod.Post, "/in"), (HttpMethod.Get, "/x"), (HttpMethod.Delete, "/x") })
        {
            using var request = new HttpRequestMessage(method, new Uri("/api/rooms/clipped/stream/clips" + path, UriKind.Relative));
            using var response = await http.SendAsync(request);
            response.StatusCode.ShouldBe(expected, path);
        }
    }

    private static async Task<JsonElement> JsonAsync(StreamApi room, HttpMethod method, string path, object? body = null)
    {
        using var answer = await room.SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
