using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>One event at a time into a room where nothing else happens: how soon everybody has it, durable write included.</summary>
internal static class QuietEventCase
{
    /// <summary>Its name.</summary>
    public const string Name = "quiet-event";

    private const int Viewers = 500;

    // One event every 250 to 400 ms: no tick of anybody's falls in step with it.
    private const double Rate = 1e6 / 325_000;
    private const long JitterUs = 75_000;

    // An event is 500 messages at one instant, and reading them is some 5 µs each: 2.5 ms on one core, as much as sending them. Nothing else is to do meanwhile.
    private const int ReaderThreads = 2;
    private const double MaxP50Ms = 5;
    private const double MaxP99Ms = 15;
    private const int SyncSamples = 20;

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        List<CaseResult> rounds = [];
        var shape = new FanoutShape(Name, Viewers, Rate, options.Window) { JitterUs = JitterUs, ReaderThreads = ReaderThreads };
        foreach (var name in options.Systems)
        {
            await using var system = options.Create(name);
            if (system is null)
            {
                continue;
            }

            await system.StartAsync(cancellationToken);
            for (var round = 0; round < options.Rounds; round++)
            {
                if (name == SystemNames.CrossLive)
                {
                    var (p50Ms, worstMs) = await DiskSync.MeasureAsync(SyncSamples, TimeSpan.FromSeconds(1 / Rate), cancellationToken);
                    progress.Print($"  the disk by itself, {SyncSamples} durable writes as far apart: p50 {p50Ms:F1} ms, worst {worstMs:F1} ms");
                }

                rounds.Add(FanoutCase.Shown(await FanoutStage.MeasureOnceAsync(system, shape, progress, cancellationToken), round, progress));
            }
        }

        for (var round = 0; round < options.Rounds && options.Systems.Contains(SystemNames.Floor); round++)
        {
            // Its events are evenly spread: nothing of it runs in a tick that they could fall in step with.
            await using var floor = new FloorSystem(Rate, TimeSpan.Zero);
            await floor.StartAsync(cancellationToken);
            rounds.Add(FanoutCase.Shown(await FanoutStage.MeasureOnceAsync(floor, shape, progress, cancellationToken), round, progress));
        }

        return [.. rounds.GroupBy(result => result.System).Select(system => CaseResult.MedianOf([.. system]))];
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(IReadOnlyList<CaseResult> results)
    {
        var ours = results.FirstOrDefault(result => result.System == SystemNames.CrossLive);
        return ours is null
            ? [ProblemBar.Of(Name, results)]
            : [ProblemBar.Of(Name, results), Bar.AtMost(Name, "p50", ours.P50Ms, MaxP50Ms, " ms"), Bar.AtMost(Name, "p99", ours.P99Ms, MaxP99Ms, " ms")];
    }
}
