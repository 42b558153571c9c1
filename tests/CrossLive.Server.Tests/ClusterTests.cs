using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrossLive.Protocol;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Load;
using CrossLive.Server.Tests.Logs;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests;

/// <summary>
/// Two servers in one cluster on one data folder; the one that holds the room is killed with -9 again and again while clients send to both.
/// CROSSLIVE_CLUSTER_KILLS sets how often (4), CROSSLIVE_SEED makes a run come again.
/// </summary>
public sealed partial class ClusterTests(ITestOutputHelper output)
{
    private const string Room = "moving";
    private const int Senders = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_room_lives_on_in_the_other_process_when_the_one_that_holds_it_is_killed()
    {
        var kills = TestEnvironment.Number("CROSSLIVE_CLUSTER_KILLS", 4);
        var random = TestEnvironment.Seeded(output);
        using var data = new DataFolder();
        await using var redis = await RedisProcess.StartAsync();
        var settings = SettingsFor(data, redis);
        ServerProcess[] servers = [await ServerProcess.StartAsync(settings[0], output), await ServerProcess.StartAsync(settings[1], output)];
        try
        {
            var tokens = new Tokens(data.Path);
            await BothAreOnTheDashboardAsync(servers, tokens);
            using var api = new RoomApi(settings[0].Address, Room, tokens.For(Room, "operator", Role.Operator));
            var secret = SignedDelivery.NewSecret();
            await api.OpenAsync();
            await api.ConnectAsync(SignedDelivery.Platform, secret);
            await using var load = new LoadDriver(Room, [settings[0].Address, settings[1].Address], tokens, secret, Senders, viewers: 0, random);
            Viewer[] viewers = [ViewerAt(settings, 0, tokens, WireProtocol.Json), ViewerAt(settings, 1, tokens, WireProtocol.MessagePack)];
            var failovers = new List<TimeSpan>();
            for (var i = 0; i < kills; i++)
            {
                failovers.Add(await KillHolderAsync(servers, viewers, load, random));
            }

            await load.FinishSendingAsync();
            failovers.Sort();
            output.WriteLine($"{kills} kills, {load.Acknowledged.Count} commands; the room was away for {failovers[kills / 2].TotalSeconds:F1} s (median), {failovers[^1].TotalSeconds:F1} s (longest).");
            await CheckLogAsync(data, await api.InspectAsync(), load.Acknowledged);
        }
        finally
        {
            await servers[0].DisposeAsync();
            await servers[1].DisposeAsync();
        }
    }

    /// <summary>Counters of both servers, which begin to collect them when somebody looks at the dashboard of one, and not before.</summary>
    private static async Task BothAreOnTheDashboardAsync(ServerProcess[] servers, Tokens tokens)
    {
        servers.Count(IsCollecting).ShouldBe(0);
        using var http = new HttpClient { BaseAddress = servers[0].Settings.Address, DefaultRequestHeaders = { Authorization = new("Bearer", tokens.For("*", "operator", Role.Operator)) } };
        var seen = "nothing";
        await Eventually.HoldsAsync(
            async () =>
            {
                var hosts = (await http.GetFromJsonAsync<JsonElement>(new Uri("/dashboard/DashboardCounters", UriKind.Relative))).GetProperty("hosts");
                var silos = hosts.EnumerateArray().Select(host => host.GetProperty("siloAddress").GetString()!).ToArray();
                var counters = await Task.WhenAll(silos.Select(silo => http.GetFromJsonAsync<JsonElement>(new Uri("/dashboard/SiloCounters/" + Uri.EscapeDataString(silo), UriKind.Relative))));
                seen = string.Join(", ", silos.Zip(counters, (silo, of) => $"{silo}: {of.GetArrayLength()} counters"));
                return silos.Length == 2 && counters.All(of => of.GetArrayLength() > 0);
            },
            Patience,
            () => seen);
        servers.Count(IsCollecting).ShouldBe(2);
    }

    // By the name of OpenTelemetry's thread that reads the meters.
    private static bool IsCollecting(ServerProcess server) => Directory.EnumerateDirectories($"/proc/{server.Id}/task")
        .Any(thread => File.ReadAllText(Path.Combine(thread, "comm")).StartsWith("OpenTelemetry-P", StringComparison.Ordinal));

    private static async Task CheckLogAsync(DataFolder data, RoomReport report, Acknowledgements acknowledged)
    {
        var log = await LogReader.ReadAsync(data.Path, Room);
        log.ShouldBeContiguous();
        log.ShouldHold(acknowledged);
        var state = log.Replay(report.Head.Sequence);
        state.ShouldAddUpTo(acknowledged);
        state.Hash().ShouldBe(report.StateHash);
    }

    /// <summary>One kill, with a viewer at each server. Gives how long the room was away.</summary>
    private async Task<TimeSpan> KillHolderAsync(ServerProcess[] servers, Viewer[] viewers, LoadDriver load, Random random)
    {
        using var stop = new CancellationTokenSource();
        var joins = viewers.Select(viewer => viewer.Joins).ToArray();
        var watching = Task.WhenAll(viewers.Select(viewer => viewer.RunAsync(stop.Token)));
        await Eventually.HoldsAsync(() => viewers[0].Joins > joins[0] && viewers[1].Joins > joins[1], Patience, () => "The viewers are not in the room.");
        await Task.Delay(random.Next(0, 500));
        var holder = HolderOf(servers);
        var survivor = viewers[1 - holder];
        (joins[0], joins[1]) = (viewers[0].Joins, viewers[1].Joins);
        var away = await FailOverAsync(servers[holder], load.Acknowledged);
        await Eventually.HoldsAsync(() => viewers[holder].Joins > joins[holder], Patience, () => "The viewer of the killed server has not come back at the other.");
        var newest = load.Acknowledged.NewestEpoch;
        await Eventually.HoldsAsync(() => viewers.All(viewer => viewer.Last.Epoch >= newest), Patience, () => $"Viewers stand at {viewers[0].Last} and {viewers[1].Last}, the room is in epoch {newest}.");
        survivor.Joins.ShouldBe(joins[1 - holder], "The viewer of the surviving server had to come back, too.");
        await stop.CancelAsync();
        await watching;
        viewers[0].Wrong.ShouldBeEmpty();
        viewers[1].Wrong.ShouldBeEmpty();
        await servers[holder].DisposeAsync();
        servers[holder] = await ServerProcess.StartAsync(servers[holder].Settings, output);
        return away;
    }

    private static async Task<TimeSpan> FailOverAsync(ServerProcess holder, Acknowledgements acknowledged)
    {
        var before = acknowledged.NewestEpoch;
        holder.HasExited.ShouldBeFalse(string.Join('\n', holder.Log));
        holder.Kill();
        var watch = Stopwatch.StartNew();
        await Eventually.HoldsAsync(() => acknowledged.NewestEpoch > before, Patience, () => "The room did not come back.");
        return watch.Elapsed;
    }

    /// <summary>Which of the two has the room: the one that opened it in the highest epoch.</summary>
    private static int HolderOf(ServerProcess[] servers) => EpochAt(servers[0]) > EpochAt(servers[1]) ? 0 : 1;

    private static long EpochAt(ServerProcess server) => server.Log.Select(line => OpenedPattern().Match(line)).Where(match => match.Success)
        .Select(match => long.Parse(match.Groups["epoch"].ValueSpan, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();

    private static Viewer ViewerAt(ServerSettings[] settings, int server, Tokens tokens, WireProtocol protocol) =>
        new(Room, tokens.For(Room, $"viewer-{server}"), [settings[server].Address, settings[1 - server].Address], protocol);

    private static ServerSettings[] SettingsFor(DataFolder data, RedisProcess redis)
    {
        var more = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Gateway__LimitViewers"] = "false",
            ["CrossLive__Server__Cluster__Membership"] = "redis",
            ["CrossLive__Server__Cluster__Redis"] = redis.Address,
            ["CrossLive__Server__Cluster__ClusterId"] = "cluster-tests",
            ["CrossLive__Rooms__SnapshotEveryEvents"] = "500",
        };
        return [new ServerSettings(data.Path) { More = more }, new ServerSettings(data.Path) { More = more }];
    }

    [GeneratedRegex($"Room '{Room}' opened in epoch (?<epoch>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OpenedPattern();
}
