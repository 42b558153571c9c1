using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>
/// Many viewers, many events: all systems in turn, several rounds, medians. The processes live through all rounds, and where so many connections may be open at
/// one time their viewers, too; the floor is made anew with the tick that ours had in the round. A system that has not caught up with the rehearsal leaves, and is
/// measured once, by itself, after all others' rounds: what it still works on would be measured with them. One that does not catch up with a window takes no further
/// part: its figures are those of the rounds so far.
/// </summary>
internal static class FanoutCase
{
    // Of all systems together, in this process: below the open files that a machine allows.
    private const int MaxStandingViewers = 4_000;

    private static readonly TimeSpan DefaultTick = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs it.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(string name, int viewers, double rate, CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        var shape = new FanoutShape(name, viewers, rate, options.Window);
        List<SystemUnderTest> systems = [];
        List<FanoutStage> stages = [];
        List<string> behind = [];
        List<CaseResult> rounds = [];
        try
        {
            foreach (var system in options.Systems)
            {
                if (options.Create(system) is { } created)
                {
                    systems.Add(created);
                    await created.StartAsync(cancellationToken);
                }
            }

            var isStanding = viewers * options.Systems.Count <= MaxStandingViewers;
            foreach (var system in isStanding ? systems.ToArray() : [])
            {
                var stage = await FanoutStage.PrepareAsync(system, shape, progress, cancellationToken);
                if (stage.IsSettled)
                {
                    stages.Add(stage);
                    continue;
                }

                progress.Print($"  {system.Name} has fallen behind in its rehearsal: it is measured by itself after the others");
                behind.Add(system.Name);
                systems.Remove(system);
                stage.Dispose();
                await system.DisposeAsync();
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                var tick = DefaultTick;
                for (var i = 0; i < systems.Count; i++)
                {
                    var result = isStanding
                        ? await stages[i].MeasureAsync(cancellationToken)
                        : await FanoutStage.MeasureOnceAsync(systems[i], shape, progress, cancellationToken);
                    rounds.Add(Shown(result, round, progress));
                    tick = systems[i].Name == SystemNames.CrossLive && result.FramesPerSecond > 0 ? TimeSpan.FromSeconds(viewers / result.FramesPerSecond.Value) : tick;
                    if (isStanding && !stages[i].IsSettled)
                    {
                        // It works on what is left from its window through the others', and gives its own connections up as dead, which it has no time to look at.
                        progress.Print($"  {systems[i].Name} has not caught up with its window: it takes no further part");
                        stages[i].Dispose();
                        await systems[i].DisposeAsync();
                        stages.RemoveAt(i);
                        systems.RemoveAt(i--);
                    }
                }

                if (options.Systems.Contains(SystemNames.Floor))
                {
                    await using var floor = new FloorSystem(rate, tick);
                    await floor.StartAsync(cancellationToken);
                    rounds.Add(Shown(await FanoutStage.MeasureOnceAsync(floor, shape, progress, cancellationToken), round, progress));
                }
            }

            foreach (var late in behind)
            {
                await using var system = options.Create(late)!;
                await system.StartAsync(cancellationToken);
                rounds.Add(Shown(await FanoutStage.MeasureOnceAsync(system, shape, progress, cancellationToken), 0, progress));
            }
        }
        finally
        {
            stages.ForEach(stage => stage.Dispose());
            foreach (var system in systems)
            {
                await system.DisposeAsync();
            }
        }

        return [.. rounds.GroupBy(result => result.System).Select(system => CaseResult.MedianOf([.. system]))];
    }

    /// <summary>Says what a round gave.</summary>
    public static CaseResult Shown(CaseResult result, int round, Progress progress)
    {
        progress.Print(
            $"  round {round + 1} {result.System}: {result.CpuUsPerDelivery:F2} µs/delivery, delivered {result.DeliveredShare:P2}, {result.FramesPerSecond:N0} frames/s, p50 {result.P50Ms:F1} ms, p99 {result.P99Ms:F1} ms, server {result.ServerCores:F2} cores ({result.More?.GetValueOrDefault(CaseResult.CompilerShare):P0} its compiler), swarm thread {result.SwarmThreadShare:P0}");
        return result;
    }
}
