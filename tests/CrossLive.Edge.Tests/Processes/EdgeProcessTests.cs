using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests;
using CrossLive.Server.Tests.Load;
using CrossLive.Server.Tests.Processes;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Edge.Tests.Processes;

/// <summary>Real processes that are killed with -9.</summary>
public sealed class EdgeProcessTests(ITestOutputHelper output)
{
    private const string Room = "shop";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_root_that_is_killed_and_started_again_costs_an_edge_s_viewers_nothing_but_time()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path);
        var root = await ServerProcess.StartAsync(settings, output);
        await using var edge = await ServerProcess.StartAsync(EdgeOf(data, settings.Address), output);
        var tokens = new Tokens(data.Path);
        using var api = new RoomApi(root.Address, Room, tokens.For(Room, "op", Role.Operator));
        await api.OpenAsync();
        Viewer[] viewers = [new(Room, tokens.For(Room, "v1"), [edge.Address], WireProtocol.Json), new(Room, tokens.For(Room, "v2"), [edge.Address], WireProtocol.MessagePack)];
        using var stop = new CancellationTokenSource();
        var watching = viewers.Select(viewer => viewer.RunAsync(stop.Token)).ToArray();
        await Eventually.HoldsAsync(() => viewers.All(viewer => viewer.Joins == 1), Patience, () => "the viewers are in the room");
        await using var speaker = await Hub.JoinAsync(edge.Address, tokens.For(Room, "mo", Role.Operator), Room);
        var speaking = SpeakAsync(speaker, stop.Token);
        await Eventually.HoldsAsync(() => viewers.All(viewer => viewer.Seen > 20), Patience, () => "events flow");

        root.Kill();
        await root.DisposeAsync();
        await using var again = await ServerProcess.StartAsync(settings, output);
        var seen = viewers.Min(viewer => viewer.Seen);
        await Eventually.HoldsAsync(() => viewers.All(viewer => viewer.Seen > seen + 20), Patience, () => "events flow again");
        await stop.CancelAsync();
        var answered = await speaking;
        await Task.WhenAll(watching);

        viewers.ShouldAllBe(viewer => viewer.Wrong.Count == 0 && viewer.Joins == 1 && viewer.Last.Epoch > 1);
        answered.ShouldAllBe(answer => answer.Ok);
        answered.Select(answer => answer.Sequence).Distinct().Count().ShouldBe(answered.Count);
    }

    [Fact]
    public async Task Viewers_of_an_edge_that_is_killed_go_on_at_another_where_they_were()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path);
        await using var root = await ServerProcess.StartAsync(settings, output);
        await using var first = await ServerProcess.StartAsync(EdgeOf(data, settings.Address), output);
        await using var second = await ServerProcess.StartAsync(EdgeOf(data, settings.Address), output);
        var tokens = new Tokens(data.Path);
        using var api = new RoomApi(root.Address, Room, tokens.For(Room, "op", Role.Operator));
        await api.OpenAsync();
        var viewers = Enumerable.Range(0, 20).Select(i => new Viewer(Room, tokens.For(Room, $"v{i}"), [first.Address, second.Address], (WireProtocol)(i % 2))).ToArray();
        using var stop = new CancellationTokenSource();
        var watching = viewers.Select(viewer => viewer.RunAsync(stop.Token)).ToArray();
        await using var speaker = await Hub.JoinAsync(root.Address, tokens.For(Room, "mo", Role.Operator), Room);
        var speaking = SpeakAsync(speaker, stop.Token);
        await using var ann = await Hub.JoinAsync(first.Address, tokens.For(Room, "ann"), Room);
        (await ann.SendAsync(HubMethods.Chat, new ChatCall("once", "Said once"))).Ok.ShouldBeTrue();
        await Eventually.HoldsAsync(() => viewers.All(viewer => viewer.Seen > 20), Patience, () => "events flow");

        // Nobody is in the room at the second edge before: what its new viewers miss has to come from above.
        first.Kill();
        var seen = viewers.Max(viewer => viewer.Seen);
        await Eventually.HoldsAsync(() => viewers.All(viewer => viewer.Seen > seen + 15), Patience, () => "events flow at the other edge");
        await using var annAgain = await Hub.JoinAsync(second.Address, tokens.For(Room, "ann"), Room);
        var repeat = await annAgain.SendAsync(HubMethods.Chat, new ChatCall("once", "Said once"));
        await stop.CancelAsync();
        await speaking;
        await Task.WhenAll(watching);

        viewers.SelectMany(viewer => viewer.Wrong).ShouldBeEmpty();
        viewers.ShouldAllBe(viewer => viewer.Joins == 2 && viewer.Recoveries == 1);
        (repeat.Ok, repeat.Repeated).ShouldBe((true, true));
    }

    [Fact]
    public async Task An_edge_says_what_it_misses_and_its_health_follows_the_gateway_above()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path);
        await using var edge = ServerProcess.Launch(EdgeOf(data, settings.Address), output);
        await Eventually.HoldsAsync(async () => await edge.HealthAsync("live") == System.Net.HttpStatusCode.OK, Patience, () => "an edge lives without the gateway above");
        (await edge.HealthAsync("ready")).ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);

        await using var root = await ServerProcess.StartAsync(settings, output);
        await edge.WaitUntilReadyAsync();
        edge.Terminate();
        (await edge.WaitForExitAsync(Patience)).ShouldBe(0);

        foreach (var (upstream, role, problem) in new[] { ("", "edge", "CrossLive:Edge:Upstream is not set"), ("ftp://x", "edge", "'ftp://x' is not an address"), ("http://x", "server", "give --role edge, too"), ("", "edgy", "it can be \"server\" or \"edge\"") })
        {
            var wrong = new ServerSettings(data.Path) { More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Server__Role"] = role, ["CrossLive__Edge__Upstream"] = upstream } };
            await using var process = ServerProcess.Launch(wrong, output: null);
            (await process.WaitForExitAsync(Patience)).ShouldNotBe(0);
            await Eventually.HoldsAsync(() => process.Log.Any(line => line.Contains(problem, StringComparison.Ordinal)), Patience, () => $"{problem}\n{string.Join('\n', process.Log)}");
        }
    }

    private static ServerSettings EdgeOf(DataFolder data, Uri upstream) => new(data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Server__Role"] = "edge",
            ["CrossLive__Edge__Upstream"] = upstream.ToString(),
            ["CrossLive__Gateway__CommandPatienceMs"] = "30000",
        },
    };

    // One announcement after the other, each until it is answered.
    private static async Task<List<CommandReply>> SpeakAsync(HubConnection speaker, CancellationToken stop)
    {
        var answers = new List<CommandReply>();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var reply = await speaker.InvokeAsync<CommandReply>(HubMethods.Announce, new AnnounceCall($"a{i}", $"Announcement {i}"), CancellationToken.None);
            if (reply.Ok)
            {
                answers.Add(reply);
            }
            else if (reply.RetryMs is { } retryMs)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(retryMs), CancellationToken.None);
                i--;
            }
        }

        return answers;
    }
}
