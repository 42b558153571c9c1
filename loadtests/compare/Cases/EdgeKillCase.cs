using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>An upstream and two edges with viewers on both; one edge is killed with -9 and its viewers go on at the other.</summary>
internal static class EdgeKillCase
{
    /// <summary>Its name.</summary>
    public const string Name = "edge-kill";

    /// <summary>In <see cref="CaseResult.More"/>: the median through an edge less the median at the upstream itself, in ms.</summary>
    public const string LevelP50Ms = "levelP50Ms";

    /// <summary>In <see cref="CaseResult.More"/>: the same of the 99th percentile.</summary>
    public const string LevelP99Ms = "levelP99Ms";

    private const int Viewers = 500;
    private const double Rate = 100;
    private const double MaxBackSeconds = 10;
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(20);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        await using var upstream = options.OurServer();
        await upstream.StartAsync(cancellationToken);
        await using var first = new EdgeSystem(upstream, options.CrossLiveSettings);
        await using var second = new EdgeSystem(upstream, options.CrossLiveSettings);
        foreach (var edge in new[] { first, second })
        {
            await edge.StartAsync(cancellationToken);
            await ProbeAsync(upstream, edge, cancellationToken);
        }

        var level = await LevelAsync(upstream, first, options, progress, cancellationToken);
        var plan = upstream.PlanFor(Viewers) with { Servers = [first.Server, second.Server] };
        var result = await ReturnRound.RunAsync(
            Name,
            second.Process,
            plan,
            () => upstream.PublishAsync(Rate, 0, cancellationToken),
            Viewers / 2,
            async swarm =>
            {
                await swarm.OnEachAsync(loop => loop.LiftArrivalLimit());
                first.Process.Kill();
            },
            progress,
            cancellationToken);
        return [result with { More = result.More!.Concat(level).ToDictionary(StringComparer.Ordinal) }];
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(IReadOnlyList<CaseResult> results) =>
    [
        .. ReturnRound.Bars(Name, results[0], MaxBackSeconds),
        new Bar(Name, "the dead edge's viewers came back", $"{results[0].More!["returned"]:0} of {Viewers / 2}", results[0].More!["returned"] >= Viewers / 2.0),
    ];

    // What an edge adds: the same audience at the upstream itself, then at the edge.
    private static async Task<Dictionary<string, double>> LevelAsync(
        CrossLiveSystem upstream, EdgeSystem edge, CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        var shape = new FanoutShape(Name, Viewers / 2, Rate, options.Window);
        var direct = FanoutCase.Shown(await FanoutStage.MeasureOnceAsync(upstream, shape, progress, cancellationToken), 0, progress);
        await using var through = new ThroughEdge(upstream, edge);
        var added = FanoutCase.Shown(await FanoutStage.MeasureOnceAsync(through, shape, progress, cancellationToken), 0, progress);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [LevelP50Ms] = (added.P50Ms ?? 0) - (direct.P50Ms ?? 0),
            [LevelP99Ms] = (added.P99Ms ?? 0) - (direct.P99Ms ?? 0),
        };
    }

    // A server that does not know the role starts as a room server of its own, where nobody has opened the room.
    private static async Task ProbeAsync(CrossLiveSystem upstream, EdgeSystem edge, CancellationToken cancellationToken)
    {
        using var probe = new ViewerSwarm(upstream.PlanFor(1) with { Servers = [edge.Server] });
        try
        {
            await probe.EnterAsync(ProbePatience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new SetupException($"An edge (--role edge --upstream {upstream.Url}) does not show its upstream's room; does this server know the role? {exception.Message}\n{edge.Process.Log}");
        }
    }
}
