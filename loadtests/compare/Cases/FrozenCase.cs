using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>Some viewers stop reading: what the others notice of it, and what the server keeps for them. Runs with and without, in turn.</summary>
internal static class FrozenCase
{
    /// <summary>Its name.</summary>
    public const string Name = "frozen-clients";

    private const int Viewers = 500;
    private const int Frozen = Viewers / 20;
    private const double Rate = 100;
    private const string WithFrozen = "crosslive, 5% frozen";
    private const double MaxP99Ratio = 1.2;

    // 1 MiB for each frozen client: what a garbage collection more or less moves is about that.
    private const double MaxGrowthMb = Frozen;

    // So long it takes until the kernel's buffers of a frozen client are full: from then on the server has to deal with it.
    private static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(6);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        List<CaseResult> rounds = [];
        await using var system = options.OurServer();
        await system.StartAsync(cancellationToken);
        var shape = new FanoutShape(Name, Viewers, Rate, options.Window) { LeadIn = LeadIn };
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add(await MeasureAsync(system, shape, round, progress, cancellationToken));
            rounds.Add(await MeasureAsync(system, shape with { Frozen = Frozen }, round, progress, cancellationToken));
        }

        return [.. rounds.GroupBy(result => result.System).Select(group => CaseResult.MedianOf([.. group]))];
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(IReadOnlyList<CaseResult> results)
    {
        var (without, with) = (results.Single(result => result.System == SystemNames.CrossLive), results.Single(result => result.System == WithFrozen));
        return
        [
            ProblemBar.Of(Name, results),
            Bar.AtMost(Name, "p99 of the others / p99 without frozen clients", with.P99Ms / without.P99Ms, MaxP99Ratio),
            new Bar(Name, "every due event delivered to the others", $"{with.DeliveredShare:P3}", with.DeliveredShare >= 1),
            Bar.AtMost(Name, "server memory growth beyond that without them", (with.More![CaseResult.MemoryGrowth] - without.More![CaseResult.MemoryGrowth]) / (1 << 20), MaxGrowthMb, " MB"),
        ];
    }

    private static async Task<CaseResult> MeasureAsync(CrossLiveSystem system, FanoutShape shape, int round, Progress progress, CancellationToken cancellationToken)
    {
        var result = await FanoutStage.MeasureOnceAsync(system, shape, progress, cancellationToken);
        return FanoutCase.Shown(result with { System = shape.Frozen > 0 ? WithFrozen : SystemNames.CrossLive }, round, progress);
    }
}
