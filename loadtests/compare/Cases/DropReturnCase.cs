using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>Everybody's connection breaks at once in the middle of a show.</summary>
internal static class DropReturnCase
{
    /// <summary>Its name.</summary>
    public const string Name = "drop-return";

    private const int Viewers = 5_000;
    private const double Rate = 100;
    private const double MaxBackSeconds = 10;

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        await using var system = options.OurServer();
        await system.StartAsync(cancellationToken);
        return
        [
            await ReturnRound.RunAsync(
                Name,
                system.Process,
                system.PlanFor(Viewers),
                () => system.PublishAsync(Rate, 0, cancellationToken),
                Viewers,
                swarm => swarm.OnEachAsync(loop => loop.DropAll()),
                progress,
                cancellationToken),
        ];
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(IReadOnlyList<CaseResult> results) => ReturnRound.Bars(Name, results[0], MaxBackSeconds);
}
