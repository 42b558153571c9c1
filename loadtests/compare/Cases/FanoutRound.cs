using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Measures;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>One system, one round: everybody in, a warm-up, a rehearsal, then events on schedule: a lead-in, the window, a bounded wait for what is late.</summary>
internal static class FanoutRound
{
    /// <summary>How long everybody may take to come in.</summary>
    public static readonly TimeSpan EnterPatience = TimeSpan.FromSeconds(120);

    /// <summary>Runs it.</summary>
    public static async Task<CaseResult> RunAsync(SystemUnderTest system, FanoutShape shape, Progress progress, CancellationToken cancellationToken)
    {
        using var swarm = new ViewerSwarm(system.PlanFor(shape.Viewers) with { SmallBuffers = shape.Frozen });
        progress.Watch(swarm, system.Name, shape.Case);
        await swarm.EnterAsync(EnterPatience, cancellationToken);
        var memoryBefore = ProcessAccounting.MemoryBytes(system.Process.Id);
        await WarmUpAsync(system, shape, swarm, cancellationToken);
        await swarm.OnEachAsync(loop => loop.FreezeBelow(shape.Frozen));
        using var events = await system.PublishAsync(shape.Rate, shape.JitterUs, cancellationToken);
        var fromUs = MonotonicClock.NowUs + (long)shape.LeadIn.TotalMicroseconds;
        var toUs = fromUs + (long)shape.Window.TotalMicroseconds;
        swarm.Measure(fromUs, toUs);
        var cost = await WindowCost.TakeAsync(system.Process, swarm, fromUs, toUs, cancellationToken);
        var memoryGrowth = ProcessAccounting.MemoryBytes(system.Process.Id) - memoryBefore;
        var due = events.Schedule.CountBetween(fromUs, toUs) * shape.Readers;
        await DrainAsync(swarm, due, cancellationToken);
        events.Publisher?.Stop();
        progress.Stop();
        var window = swarm.Window();
        return ResultOf(system, shape, window, cost, due) with
        {
            More = new Dictionary<string, double>(StringComparer.Ordinal) { [CaseResult.MemoryGrowth] = memoryGrowth, ["lostConnections"] = swarm.Loops.Sum(loop => loop.Meter.Lost) },
            PublishedLateMs = events.Publisher?.MaxLateUs / 1e3,
            Problems = progress.NoteProblems(system.Name, [.. swarm.Problems, .. events.Problems], swarm.ProblemCount + events.Problems.Count),
            Thinned = swarm.Loops.Sum(loop => loop.Meter.Thinned),
        };
    }

    private static async Task WarmUpAsync(SystemUnderTest system, FanoutShape shape, ViewerSwarm swarm, CancellationToken cancellationToken)
    {
        using (var events = await system.PublishAsync(shape.WarmUpRate, 0, cancellationToken))
        {
            if (events.Publisher is null)
            {
                return;
            }

            await WarmUp.WaitAsync(system.Process, shape.LeastWarmUp, shape.MostWarmUp, cancellationToken);
        }

        // What one publisher sent is there before the next one begins: a peer that takes calls of two connections at a time may mix them up.
        await SettleAsync(swarm, cancellationToken);
        if (shape.Rate > shape.WarmUpRate)
        {
            await RehearseAsync(system, shape, swarm, cancellationToken);
        }
    }

    // At the case's own rate: another rate makes other code busy, and .NET compiles that, too. A system that falls behind catches up before the window.
    private static async Task RehearseAsync(SystemUnderTest system, FanoutShape shape, ViewerSwarm swarm, CancellationToken cancellationToken)
    {
        using (await system.PublishAsync(shape.Rate, 0, cancellationToken))
        {
            await WarmUp.WaitAsync(system.Process, FanoutShape.LeastRehearsal, FanoutShape.MostRehearsal, cancellationToken);
        }

        await SettleAsync(swarm, cancellationToken);
    }

    // Until nothing comes any more.
    private static async Task SettleAsync(ViewerSwarm swarm, CancellationToken cancellationToken)
    {
        var untilUs = MonotonicClock.NowUs + (long)FanoutShape.MostRehearsal.TotalMicroseconds;
        for (var before = -1L; MonotonicClock.NowUs < untilUs && swarm.Loops.Sum(loop => loop.Meter.Events) is var seen && seen != before; before = seen)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static async Task DrainAsync(ViewerSwarm swarm, long due, CancellationToken cancellationToken)
    {
        var untilUs = MonotonicClock.NowUs + (long)FanoutShape.Drain.TotalMicroseconds;
        while (MonotonicClock.NowUs < untilUs && swarm.Loops.Sum(loop => loop.Meter.Window?.Delivered ?? 0) < due)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    private static CaseResult ResultOf(SystemUnderTest system, FanoutShape shape, WindowMeter window, WindowCost cost, long due)
    {
        var seconds = shape.Window.TotalSeconds;
        return new CaseResult
        {
            Case = shape.Case,
            System = system.Name,
            Viewers = shape.Viewers,
            CpuUsPerDelivery = window.Arrived == 0 ? null : cost.ServerCpuUs / (double)window.Arrived,
            DeliveredShare = due == 0 ? null : window.Delivered / (double)due,
            FramesPerSecond = window.Frames / seconds,
            DeliveriesPerSecond = window.Arrived / seconds,
            BytesPerSecond = window.Bytes / seconds,
            P50Ms = window.Delivered == 0 ? null : window.LatencyUs.GetValueAtPercentile(50) / 1e3,
            P99Ms = window.Delivered == 0 ? null : window.LatencyUs.GetValueAtPercentile(99) / 1e3,
            ServerCores = cost.ServerCpuUs / shape.Window.TotalMicroseconds,
            SwarmThreadShare = cost.SwarmThreadUs / shape.Window.TotalMicroseconds,
            Curves = window.Delivered == 0 ? null : Curves.Of(window),
            Rounds = 1,
        };
    }
}
