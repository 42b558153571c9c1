using System.Globalization;
using System.Net;
using System.Text;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>A stream comes in at one process, and is watched and its recordings are listed at another: of the same cluster, on the same data folder, and at an edge.</summary>
public sealed class PreviewElsewhereTests(ITestOutputHelper output)
{
    private const string Room = "elsewhere";

    [FfmpegFact]
    public async Task A_stream_is_watched_at_a_process_that_has_it_not_and_at_an_edge_and_its_recording_is_known_there()
    {
        using var data = new DataFolder();
        await using var redis = await RedisProcess.StartAsync();
        var port = FreePort.Next();
        var cluster = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Server__Cluster__Membership"] = "redis",
            ["CrossLive__Server__Cluster__Redis"] = redis.Address,
            ["CrossLive__Server__Cluster__ClusterId"] = "preview-tests",
            ["CrossLive__Recordings__MinFreeBytes"] = "0",
        };
        var one = new ServerSettings(data.Path);
        var withStream = new Dictionary<string, string?>(cluster, StringComparer.Ordinal)
        {
            ["CrossLive__Media__RtmpPort"] = port.ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Media__Address"] = "127.0.0.1",
            ["CrossLive__Media__ProcessUrl"] = one.Address.ToString(),
        };
        one = one with { More = withStream };
        var two = new ServerSettings(data.Path) { More = cluster };
        await using var first = await ServerProcess.StartAsync(one, output);
        await using var second = await ServerProcess.StartAsync(two, output);
        await using var edge = await ServerProcess.StartAsync(
            new ServerSettings(data.Path)
            {
                More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Server__Role"] = "edge", ["CrossLive__Edge__Upstream"] = second.Address.ToString() },
            },
            output);
        var token = new Tokens(data.Path).For(Room, "operator", Role.Operator);
        using var there = new StreamApi(second.Address, Room, token);
        await there.SetRecordedAsync(true);
        await using var ffmpeg = Ffmpeg.Publish($"rtmp://127.0.0.1:{port}/live/{await there.MakeKeyAsync()}");
        await there.WhenAsync("live", () => ffmpeg.Said);
        foreach (var server in new[] { first, second, edge })
        {
            using var api = new StreamApi(server.Address, Room, token);
            using var http = new HttpClient { BaseAddress = server.Address };
            using (var response = await http.GetAsync(new Uri(await api.PreviewAsync(), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
            {
                (response.StatusCode, response.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, "video/x-flv"));
                var begin = new byte[20_000];
                await using var body = await response.Content.ReadAsStreamAsync();
                await body.ReadExactlyAsync(begin);
                Encoding.ASCII.GetString(begin, 0, 3).ShouldBe("FLV");
            }

            var master = await http.GetStringAsync(new Uri(await api.HlsAsync(), UriKind.Relative));
            var playlist = await http.GetStringAsync(new Uri(new Uri(server.Address, "/preview/"), master.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]));
            playlist.ShouldContain("#EXTINF");
        }

        var seen = await there.WhenRecordingsAsync(all => all.GetProperty("recordings").EnumerateArray().Any(each => each.GetProperty("durationMs").GetInt64() > 0));
        (seen.GetProperty("state").GetString(), seen.GetProperty("recordings")[0].GetProperty("open").GetBoolean()).ShouldBe(("elsewhere", true));
        using (var refused = await there.SendAsync(HttpMethod.Delete, "/recordings/" + seen.GetProperty("recordings")[0].GetProperty("id").GetString()))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        // The process with the stream dies: the other one says so and lists what is left.
        var address = await there.PreviewAsync();
        first.Kill();
        using var client = new HttpClient { BaseAddress = second.Address };
        using var gone = await client.GetAsync(new Uri(address, UriKind.Relative));
        gone.StatusCode.ShouldBeOneOf(HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await there.SendAsync(HttpMethod.Get, "/recordings");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(30),
            () => "The room's session does not come back at the other process.");
        var left = await there.WhenRecordingsAsync(all => !all.GetProperty("recordings")[0].GetProperty("open").GetBoolean());
        left.GetProperty("recordings").GetArrayLength().ShouldBe(1);
        left.GetProperty("recordings")[0].GetProperty("durationMs").GetInt64().ShouldBeGreaterThan(0);
    }
}
