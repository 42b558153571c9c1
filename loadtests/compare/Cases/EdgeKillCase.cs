using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>An upstream and two edges with viewers on both; one edge is killed with -9 and its viewers go on at the other.</summary>
internal static class EdgeKillCase
{
    /// <summary>Its name.</summary>
    public const string Name = "edge-kill";

    private const int Viewers = 500;
    private const double Rate = 100;
    private const double MaxBackSeconds = 10;
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(20);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        await using var upstream = new CrossLiveSystem(options.CrossLiveSettings);
        await upstream.StartAsync(cancellationToken);
        await using var first = new EdgeSystem(upstream, options.CrossLiveSettings);
        await using var second = new EdgeSystem(upstream, options.CrossLiveSettings);
        foreach (var edge in new[] { first, second })
        {
            await edge.StartAsync(cancellationToken);
            await ProbeAsync(upstream, edge, cancellationToken);
        }

        var plan = upstream.PlanFor(Viewers) with { Servers = [first.Server, second.Server] };
        return
        [
            await ReturnRound.RunAsync(
                Name,
                plan,
                () => upstream.PublishAsync(Rate, 0, cancellationToken),
                async swarm =>
                {
                    await swarm.OnEachAsync(loop => loop.LiftArrivalLimit());
                    first.Process.Kill();
                },
                progress,
                cancellationToken),
        ];
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(IReadOnlyList<CaseResult> results) =>
    [
        .. ReturnRound.Bars(Name, results[0], MaxBackSeconds),
        new Bar(Name, "the dead edge's viewers came back", $"{results[0].More!["returned"]:0} of {Viewers / 2}", results[0].More!["returned"] >= Viewers / 2.0),
    ];

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
