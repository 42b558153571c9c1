using System.Net;
using System.Text.Json;
using CrossLive.PlatformSimulators.YouTube;

namespace CrossLive.Server.Tests.Media;

/// <summary>What a platform says of the stream, beside what was measured here: a real server sends a real stream, a simulated YouTube says over HTTP how it receives it.</summary>
public sealed class PlatformHealthTests(StreamServer server) : IClassFixture<StreamServer>
{
    [WorkerFact]
    public async Task What_YouTube_says_of_a_destination_s_stream_stands_beside_it_from_good_to_bad_over_a_quota_to_good_again()
    {
        await using var youTube = await YouTubeSimulator.StartAsync("chat", "key");
        youTube.Streams.Token = "ya29";
        using var platform = server.NewRoom();
        var key = await platform.MakeKeyAsync();
        youTube.Streams.Add("s1", key);
        youTube.Streams.Say("s1", "good");
        using var room = server.NewRoom();
        using var api = new RoomApi(server.Process.Address, room.Room, server.Tokens.For(room.Room, "operator", CrossLive.Rooms.Role.Operator));
        await api.ConnectAsync(
            "youtube", new Dictionary<string, string> { ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = youTube.BaseAddress.AbsoluteUri, ["accessToken"] = "ya29" });
        await room.SetDestinationAsync("main", new { url = server.AddressOf(key), platform = "youtube" });
        var health = await HealthAsync(room, each => each.GetProperty("why").GetString() == "not-live");
        health.GetProperty("platform").GetString().ShouldBe("YouTube Live");
        youTube.Streams.Asked.ShouldBeEmpty();

        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        health = await HealthAsync(room, Says("good"), Log);
        (health.GetProperty("streamStatus").GetString(), health.GetProperty("stale").GetBoolean()).ShouldBe(("active", false));
        health.GetProperty("ageMs").GetInt64().ShouldBeInRange(0, 60_000);
        health.GetProperty("readUnixMs").GetInt64().ShouldBeGreaterThanOrEqualTo(health.GetProperty("updatedUnixMs").GetInt64());

        youTube.Streams.Say("s1", "bad", "active", ("videoIngestionStarved", "error", "YouTube is not receiving enough video."));
        health = await HealthAsync(room, Says("bad"), Log);
        var issue = health.GetProperty("issues").EnumerateArray().ShouldHaveSingleItem();
        (issue.GetProperty("type").GetString(), issue.GetProperty("severity").GetString()).ShouldBe(("videoIngestionStarved", "error"));

        // Nobody answers, so the last word is there with its age, and why there is none newer.
        youTube.Streams.Fail(HttpStatusCode.Forbidden, "quotaExceeded");
        health = await HealthAsync(room, each => each.GetProperty("why").GetString() == "quota", Log);
        (health.GetProperty("status").GetString(), health.GetProperty("detail").GetString()).ShouldBe(("bad", "YouTube answered 403 quotaExceeded."));

        youTube.Streams.Fail(null);
        youTube.Streams.Say("s1", "good");
        await HealthAsync(room, each => Says("good")(each) && each.GetProperty("why").ValueKind == JsonValueKind.Null, Log);
        var shown = await room.GetDestinationAsync("main");
        shown.GetProperty("platformChanges").EnumerateArray().Select(change => change.GetProperty("status").GetString() ?? change.GetProperty("why").GetString()).ShouldBe(["good", "bad", "quota", "good"]);
        shown.GetProperty("decisions").GetArrayLength().ShouldBeGreaterThan(0);
        shown.ToString().ShouldNotContain(key);
        shown.ToString().ShouldNotContain("ya29");
        string.Join('\n', server.Process.Log).ShouldNotContain("ya29");
    }

    [WorkerFact]
    public async Task A_token_is_renewed_as_often_as_it_ends_and_what_Google_refuses_is_said_and_no_secret_is()
    {
        await using var youTube = await YouTubeSimulator.StartAsync("chat", "key");
        (youTube.OAuth.RefreshToken, youTube.OAuth.LifetimeSeconds) = ("1//refresh-secret", 3);
        using var platform = server.NewRoom();
        var key = await platform.MakeKeyAsync();
        youTube.Streams.Add("s1", key);
        youTube.Streams.Say("s1", "good");
        using var room = server.NewRoom();
        using var api = new RoomApi(server.Process.Address, room.Room, server.Tokens.For(room.Room, "operator", CrossLive.Rooms.Role.Operator));
        await api.ConnectAsync("youtube", new Dictionary<string, string>
        {
            ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = youTube.BaseAddress.AbsoluteUri, ["tokenAddress"] = new Uri(youTube.BaseAddress, "token").AbsoluteUri,
            ["refreshToken"] = "1//refresh-secret", ["clientId"] = youTube.OAuth.ClientId, ["clientSecret"] = youTube.OAuth.ClientSecret,
        });
        await room.SetDestinationAsync("main", new { url = server.AddressOf(key), platform = "youtube" });
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await HealthAsync(room, Says("good"), Log);
        await room.WhenDestinationAsync("main", _ => youTube.OAuth.Asked >= 4, Log);
        var shown = await room.GetDestinationAsync("main");
        shown.GetProperty("platformChanges").GetArrayLength().ShouldBe(1, shown.ToString());

        youTube.OAuth.Revoke();
        // YouTube takes the token no more at once; Google says why when it is asked for the next one.
        await HealthAsync(room, each => each.GetProperty("why").GetString() == "token-refused" && each.GetProperty("detail").GetString()!.Contains("invalid_grant", StringComparison.Ordinal), Log);
        var log = string.Join('\n', server.Process.Log);
        log.ShouldContain("Google does not renew the channel's token (invalid_grant");
        foreach (var secret in new[] { "1//refresh-secret", youTube.OAuth.ClientSecret, "ya29." })
        {
            log.ShouldNotContain(secret);
            (await room.GetDestinationAsync("main")).ToString().ShouldNotContain(secret);
        }
    }

    [WorkerFact]
    public async Task A_platform_that_tells_nothing_is_said_to_tell_nothing()
    {
        using var room = server.NewRoom();
        await room.SetDestinationAsync("own", new { url = "rtmp://127.0.0.1:1/live/key" });
        await room.SetDestinationAsync("twitch", new { url = "rtmp://127.0.0.1:1/live/key", platform = "twitch" });
        var all = await room.GetDestinationsAsync();
        all.GetProperty("destinations").EnumerateArray().Select(each => each.GetProperty("platformHealth")).Select(each => (each.GetProperty("platform").GetString(), each.GetProperty("why").GetString()))
            .ShouldBe([(null, "not-told"), ("Twitch", "not-told")]);
    }

    private string Log() => string.Join('\n', server.Process.Log.TakeLast(30));

    private static Func<JsonElement, bool> Says(string status) => health => health.GetProperty("status").GetString() == status;

    private static async Task<JsonElement> HealthAsync(StreamApi room, Func<JsonElement, bool> holds, Func<string>? more = null) =>
        (await room.WhenDestinationAsync("main", each => holds(each.GetProperty("platformHealth")), more)).GetProperty("platformHealth");
}
