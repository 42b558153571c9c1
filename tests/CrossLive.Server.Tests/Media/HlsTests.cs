using System.Net;

namespace CrossLive.Server.Tests.Media;

/// <summary>ffmpeg publishes to a real server and ffmpeg plays what comes of it as HLS.</summary>
public sealed class HlsTests(StreamServer server) : IClassFixture<StreamServer>
{
    [FfmpegFact]
    public async Task A_stream_is_played_as_HLS_by_who_has_the_preview_s_address_and_no_more_players_than_may()
    {
        using var room = server.NewRoom();
        await using var publisher = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenAsync("live", () => publisher.Said);
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        var master = await http.GetStringAsync(new Uri(await room.HlsAsync(), UriKind.Relative));
        master.ShouldContain("RESOLUTION=320x180");
        master.ShouldContain("mp4a.40.2");
        var playlist = new Uri(new Uri(server.Process.Address, "/preview/"), master.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);

        // The server of these tests lets one watch.
        using (var second = await http.GetAsync(new Uri(await room.HlsAsync(), UriKind.Relative)))
        {
            second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        var file = Path.Combine(server.DataDirectory, "hls.mp4");
        await Ffmpeg.RunAsync($"-y -i {playlist} -t 4 -c copy {file}");
        (await Ffmpeg.CountAsync(file, "v")).ShouldBeInRange(50, 75);
        (await Ffmpeg.CountAsync(file, "a")).ShouldBeGreaterThan(150);

        (await publisher.FinishAsync()).ShouldBe(255);
        using var gone = await http.GetAsync(playlist);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [FfmpegFact]
    public async Task Without_the_preview_s_token_or_a_player_s_name_nothing_is_played()
    {
        using var room = server.NewRoom();
        using var other = server.NewRoom();
        await using var publisher = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenAsync("live", () => publisher.Said);
        using var http = new HttpClient { BaseAddress = server.Process.Address };
        foreach (var (path, expected) in new[]
        {
            ($"/preview/{room.Room}.m3u8", HttpStatusCode.Unauthorized),
            ((await other.HlsAsync()).Replace(other.Room + ".m3u8", room.Room + ".m3u8", StringComparison.Ordinal), HttpStatusCode.Forbidden),
            (await other.HlsAsync(), HttpStatusCode.NotFound),
            ($"/preview/{room.Room}/hls/00000000000000000000000000000000/live.m3u8", HttpStatusCode.NotFound),
            ($"/preview/{room.Room}/hls/x/init-0.mp4", HttpStatusCode.NotFound),
            ($"/preview/{room.Room}/hls/x/0.m4s", HttpStatusCode.NotFound),
        })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(expected, path);
        }
    }
}
