using System.Net;
using System.Text.Json;
using CrossLive.Rooms;

namespace CrossLive.Server.Tests.Media;

/// <summary>ffmpeg publishes to a real server, which keeps the stream on disk; what is there is read by ffmpeg.</summary>
public sealed class RecordingTests(StreamServer server) : IClassFixture<StreamServer>
{
    [FfmpegFact]
    public async Task A_stream_that_is_to_be_recorded_can_be_listed_downloaded_and_deleted_and_holds_what_was_sent()
    {
        using var room = server.NewRoom();
        var key = await room.MakeKeyAsync();
        (await room.GetRecordingsAsync()).GetProperty("state").GetString().ShouldBe("none");
        await room.SetRecordedAsync(true);
        var source = await SourceAsync("whole.flv", seconds: 6);
        var (sentPictures, sentSounds) = (await Ffmpeg.CountAsync(source, "v"), await Ffmpeg.CountAsync(source, "a"));
        var beganAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await using var ffmpeg = Ffmpeg.Start($"-re -i {source} -c copy -f flv {server.AddressOf(key)}");
        var during = await room.WhenRecordingsAsync(all => State(all) == "recording" && Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() >= 2_000, () => ffmpeg.Said);
        var open = Recordings(during)[0];
        open.GetProperty("open").GetBoolean().ShouldBeTrue();
        (open.GetProperty("widthPx").GetInt32(), open.GetProperty("audioCodec").GetString()).ShouldBe((320, "mp4a.40.2"));
        open.GetProperty("startUnixMs").GetInt64().ShouldBeInRange(beganAt, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var id = open.GetProperty("id").GetString()!;
        using (var refused = await room.SendAsync(HttpMethod.Delete, "/recordings/" + id))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        (await ffmpeg.EndAsync()).ShouldBe(0, ffmpeg.Said);
        var after = await room.WhenRecordingsAsync(all => State(all) == "none" && Recordings(all) is [var one] && !one.GetProperty("open").GetBoolean());
        Recordings(after)[0].GetProperty("durationMs").GetInt64().ShouldBeInRange(5_900, 6_100);
        var file = Path.Combine(server.DataDirectory, "downloaded.mp4");
        await room.DownloadAsync("/recordings/" + id, file);
        (await Ffmpeg.CountAsync(file, "v")).ShouldBe(sentPictures);
        // Sound that came before the first picture belongs to none.
        (await Ffmpeg.CountAsync(file, "a")).ShouldBeInRange(sentSounds - 2, sentSounds);

        using (var deleted = await room.SendAsync(HttpMethod.Delete, "/recordings/" + id))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        Recordings(await room.GetRecordingsAsync()).ShouldBeEmpty();
        using var gone = await room.SendAsync(HttpMethod.Get, "/recordings/" + id);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [FfmpegFact]
    public async Task What_was_written_before_the_server_was_killed_is_played_and_a_host_that_returns_gets_another_file()
    {
        using var room = server.NewRoom();
        var address = server.AddressOf(await room.MakeKeyAsync());
        await room.SetRecordedAsync(true);
        await using var first = Ffmpeg.Publish(address);
        var before = await room.WhenRecordingsAsync(all => Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() >= 3_000, () => first.Said);
        await server.RestartAsync();
        using var again = server.SameRoom();
        var kept = Recordings(await again.GetRecordingsAsync()).ShouldHaveSingleItem();
        kept.GetProperty("open").GetBoolean().ShouldBeFalse();
        kept.GetProperty("durationMs").GetInt64().ShouldBeGreaterThanOrEqualTo(Recordings(before)[0].GetProperty("durationMs").GetInt64());
        var file = Path.Combine(server.DataDirectory, "killed.mp4");
        await again.DownloadAsync("/recordings/" + kept.GetProperty("id").GetString(), file);
        (await Ffmpeg.CountAsync(file, "v")).ShouldBeGreaterThanOrEqualTo(45);

        await using var second = Ffmpeg.Publish(address);
        await again.WhenRecordingsAsync(all => Recordings(all) is [_, var two] && two.GetProperty("open").GetBoolean() && two.GetProperty("durationMs").GetInt64() > 0, () => second.Said);
        await again.SetRecordedAsync(false);
        await again.WhenRecordingsAsync(all => State(all) == "off" && Recordings(all).All(each => !each.GetProperty("open").GetBoolean()));
        (await again.GetAsync()).GetProperty("state").GetString().ShouldBe("live");
    }

    [FfmpegFact]
    public async Task Sound_without_pictures_and_pictures_without_sound_are_kept_as_they_are()
    {
        using var silent = server.NewRoom();
        using var blind = server.NewRoom();
        await silent.SetRecordedAsync(true);
        await blind.SetRecordedAsync(true);
        await using var noSound = Ffmpeg.Start($"{Ffmpeg.Picture} {Ffmpeg.H264} -f flv {server.AddressOf(await silent.MakeKeyAsync())}");
        await using var noPicture = Ffmpeg.Start($"{Ffmpeg.Tone} -c:a aac -f flv {server.AddressOf(await blind.MakeKeyAsync())}");
        var pictures = Recordings(await silent.WhenRecordingsAsync(all => Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() > 0, () => noSound.Said))[0];
        var sound = Recordings(await blind.WhenRecordingsAsync(all => Recordings(all) is [var one] && one.GetProperty("durationMs").GetInt64() >= 5_000, () => noPicture.Said))[0];
        (pictures.GetProperty("widthPx").ValueKind, pictures.GetProperty("audioCodec").ValueKind).ShouldBe((JsonValueKind.Number, JsonValueKind.Null));
        (sound.GetProperty("widthPx").ValueKind, sound.GetProperty("audioCodec").ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.String));
    }

    [Theory]
    [InlineData(Role.Viewer, "recorded", HttpStatusCode.Forbidden)]
    [InlineData(Role.Operator, "other-room", HttpStatusCode.Forbidden)]
    [InlineData(null, "", HttpStatusCode.Unauthorized)]
    public async Task Only_an_operator_of_the_room_sees_its_recordings(Role? role, string room, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        if (role is { } known)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", server.Tokens.For(room, "somebody", known));
        }

        foreach (var (method, path) in new[] { (HttpMethod.Get, "s"), (HttpMethod.Put, ""), (HttpMethod.Get, "s/20260101T000000000Z"), (HttpMethod.Delete, "s/20260101T000000000Z") })
        {
            using var request = new HttpRequestMessage(method, new Uri("/api/rooms/recorded/stream/recording" + path, UriKind.Relative));
            using var response = await http.SendAsync(request);
            response.StatusCode.ShouldBe(expected, path);
        }
    }

    [Fact]
    public async Task No_name_leads_out_of_the_room_s_folder()
    {
        using var room = server.NewRoom();
        foreach (var id in new[] { "..%2F..%2Fserver", "%2Fetc%2Fpasswd", "20260101T000000000Z%00", "x", "20260101T000000000Z" })
        {
            using var response = await room.SendAsync(HttpMethod.Get, "/recordings/" + id);
            ((int)response.StatusCode).ShouldBeInRange(400, 404, id);
        }
    }

    private static string? State(JsonElement all) => all.GetProperty("state").GetString();

    private static IReadOnlyList<JsonElement> Recordings(JsonElement all) => [.. all.GetProperty("recordings").EnumerateArray()];

    private async Task<string> SourceAsync(string name, int seconds)
    {
        var file = Path.Combine(server.DataDirectory, name);
        await Ffmpeg.RunAsync($"-y -f lavfi -i testsrc=size=320x180:rate=30:duration={seconds} -f lavfi -i sine=frequency=440:sample_rate=48000:duration={seconds} -c:v libx264 -preset veryfast -bf 2 -g 30 -pix_fmt yuv420p -c:a aac {file}");
        return file;
    }
}
