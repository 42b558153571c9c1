using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Measures;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>
/// One system with everybody in its room, warmed up and rehearsed; then windows, as often as asked: events on schedule, a lead-in, the window, a bounded wait for
/// what is late. Systems that take turns stand side by side, so that a window is seconds from the others', not minutes: shared machines drift.
/// </summary>
internal sealed class FanoutStage : IDisposable
{
    /// <summary>How long everybody may take to come in.</summary>
    public static readonly TimeSpan EnterPatience = TimeSpan.FromSeconds(120);

    // The swarm's threads learn of the window before it begins.
    private static readonly TimeSpan MeasureAhead = TimeSpan.FromMilliseconds(200);

    private readonly SystemUnderTest _system;
    private readonly FanoutShape _shape;
    private readonly Progress _progress;
    private readonly ViewerSwarm _swarm;
    private long _memoryBefore;

    // Kept from one window to the next: new connections would have the server compile what they need, within the window.
    private EventSource? _events;

    /// <summary>Whether nothing came any more when it was last waited for: false for a system that has fallen behind and works on what is left.</summary>
    public bool IsSettled { get; private set; } = true;

    private FanoutStage(SystemUnderTest system, FanoutShape shape, Progress progress) =>
        (_system, _shape, _progress, _swarm) = (system, shape, progress, new ViewerSwarm(system.PlanFor(shape.Viewers) with { SmallBuffers = shape.Frozen, Threads = shape.ReaderThreads }));

    /// <summary>Brings everybody in and waits until the server runs the code that it will go on running.</summary>
    public static async Task<FanoutStage> PrepareAsync(SystemUnderTest system, FanoutShape shape, Progress progress, CancellationToken cancellationToken)
    {
        var stage = new FanoutStage(system, shape, progress);
        try
        {
            progress.Watch(stage._swarm, system.Name, shape.Case);
            await stage._swarm.EnterAsync(EnterPatience, cancellationToken);
            stage._memoryBefore = ProcessAccounting.MemoryBytes(system.Process.Id);
            await stage.WarmUpAsync(cancellationToken);
            await stage._swarm.OnEachAsync(loop => loop.FreezeBelow(shape.Frozen));
            return stage;
        }
        catch
        {
            stage.Dispose();
            throw;
        }
        finally
        {
            progress.Stop();
        }
    }

    /// <summary>One window of a system that nobody else takes turns with. Its compiler was calm a moment ago.</summary>
    public static async Task<CaseResult> MeasureOnceAsync(SystemUnderTest system, FanoutShape shape, Progress progress, CancellationToken cancellationToken)
    {
        using var stage = await PrepareAsync(system, shape, progress, cancellationToken);
        return await stage.MeasureAsync(TimeSpan.Zero, cancellationToken);
    }

    /// <summary>One window of a system that takes turns. Problems and lost connections are those since everybody came in.</summary>
    public Task<CaseResult> MeasureAsync(CancellationToken cancellationToken) => MeasureAsync(IsSettled ? _shape.MostCalming : TimeSpan.Zero, cancellationToken);

    private async Task<CaseResult> MeasureAsync(TimeSpan mostCalming, CancellationToken cancellationToken)
    {
        _progress.Watch(_swarm, _system.Name, _shape.Case);
        var events = _events = _events?.Publisher is null
            ? await _system.PublishAsync(_shape.Rate, _shape.JitterUs, cancellationToken)
            : _events.Again(_shape.Rate, _shape.JitterUs);

        // What runs once a second is busy enough to be compiled half a minute late; a system that falls behind would only pile up more while it is waited for.
        await WarmUp.WaitAsync(_system.Process, _shape.LeadIn, events.Publisher is null ? TimeSpan.Zero : mostCalming, cancellationToken);
        var fromUs = MonotonicClock.NowUs + (long)MeasureAhead.TotalMicroseconds;
        var toUs = fromUs + (long)_shape.Window.TotalMicroseconds;
        _swarm.Measure(fromUs, toUs);
        var cost = await WindowCost.TakeAsync(_system.Process, _swarm, fromUs, toUs, cancellationToken);
        var memoryGrowth = ProcessAccounting.MemoryBytes(_system.Process.Id) - _memoryBefore;
        var due = events.Schedule.CountBetween(fromUs, toUs) * _shape.Readers;
        await DrainAsync(_swarm, due, cancellationToken);
        events.Publisher?.Stop();
        _progress.Stop();
        var window = _swarm.Window();
        if (events.Publisher is not null)
        {
            // A system that fell behind is done with it before the next one has its turn.
            await SettleAsync(cancellationToken);
        }

        return ResultOf(_system, _shape, window, cost, due) with
        {
            More = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [CaseResult.MemoryGrowth] = memoryGrowth,
                [CaseResult.CompilerShare] = cost.ServerCpuUs == 0 ? 0 : cost.CompilerUs / (double)cost.ServerCpuUs,
                ["lostConnections"] = _swarm.Loops.Sum(loop => loop.Meter.Lost),
            },
            PublishedLateMs = events.Publisher?.MaxLateUs / 1e3,
            Problems = _progress.NoteProblems(_system.Name, [.. _swarm.Problems, .. events.Problems], _swarm.ProblemCount + events.Problems.Count),
            Thinned = _swarm.Loops.Sum(loop => loop.Meter.Thinned),
        };
    }

    /// <summary>Everybody leaves.</summary>
    public void Dispose()
    {
        _events?.Dispose();
        _swarm.Dispose();
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        using (var events = await _system.PublishAsync(_shape.WarmUpRate, 0, cancellationToken))
        {
            if (events.Publisher is null)
            {
                return;
            }

            await WarmUp.WaitAsync(_system.Process, _shape.LeastWarmUp, _shape.MostWarmUp, cancellationToken);
        }

        // What one publisher sent is there before the next one begins: a peer that takes calls of two connections at a time may mix them up.
        await SettleAsync(cancellationToken);
        if (_shape.Rate > _shape.WarmUpRate)
        {
            await RehearseAsync(cancellationToken);
        }
    }

    // At the case's own rate: another rate makes other code busy, and .NET compiles that, too. A system that falls behind catches up before the window.
    private async Task RehearseAsync(CancellationToken cancellationToken)
    {
        using (await _system.PublishAsync(_shape.Rate, 0, cancellationToken))
        {
            await WarmUp.WaitAsync(_system.Process, FanoutShape.LeastRehearsal, FanoutShape.MostRehearsal, cancellationToken);
        }

        await SettleAsync(cancellationToken);
    }

    // Until nothing comes any more, or patience ends.
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var untilUs = MonotonicClock.NowUs + (long)FanoutShape.MostRehearsal.TotalMicroseconds;
        IsSettled = false;
        for (var before = -1L; !IsSettled && MonotonicClock.NowUs < untilUs;)
        {
            var seen = _swarm.Loops.Sum(loop => loop.Meter.Events);
            IsSettled = seen == before;
            before = seen;
            if (!IsSettled)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
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
