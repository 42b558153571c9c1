using CrossLive.LoadTests.Swarm.Measures;
using CrossLive.LoadTests.Swarm.Native;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>Thousands of viewers in this process, each with a WebSocket of its own, each checking what it is shown.</summary>
public sealed class ViewerSwarm : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private readonly SwarmPlan _plan;

    /// <summary>Makes the viewers.</summary>
    /// <exception cref="InvalidOperationException">So many connections are not allowed here.</exception>
    public ViewerSwarm(SwarmPlan plan)
    {
        if (DescriptorLimit.Ensure(plan.Viewers) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        _plan = plan;
        Loops = [.. Enumerable.Range(0, plan.Threads).Select(number => new SwarmLoop(plan, number))];
    }

    /// <summary>Its threads.</summary>
    public IReadOnlyList<SwarmLoop> Loops { get; }

    /// <summary>Viewers in the room now.</summary>
    public int In => Loops.Sum(loop => loop.Meter.In);

    /// <summary>Events that came, since the start.</summary>
    public long Events => Loops.Sum(loop => loop.Meter.Events);

    /// <summary>WebSocket messages with events, since the start.</summary>
    public long Frames => Loops.Sum(loop => loop.Meter.Frames);

    /// <summary>What no viewer should have seen, since the start.</summary>
    public long ProblemCount => Loops.Sum(loop => loop.Meter.ProblemCount);

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> Problems => [.. Loops.SelectMany(loop => loop.Meter.Problems)];

    /// <summary>CPU time of each thread, in µs.</summary>
    public IReadOnlyList<long> CpuUs => [.. Loops.Select(loop => loop.CpuUs)];

    /// <summary>Brings everybody in.</summary>
    /// <exception cref="TimeoutException">Not everybody is in.</exception>
    public async Task EnterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var loop in Loops)
        {
            loop.Start();
        }

        await WaitAsync(() => In == _plan.Viewers, patience, () => $"{In:N0} of {_plan.Viewers:N0} viewers are in", cancellationToken);
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not, in this time; or a viewer saw what it should not.</exception>
    public async Task WaitAsync(Func<bool> holds, TimeSpan patience, Func<string> state, CancellationToken cancellationToken)
    {
        var untilUs = MonotonicClock.NowUs + (long)patience.TotalMicroseconds;
        while (!holds())
        {
            if (MonotonicClock.NowUs > untilUs || (ProblemCount > 0 && _plan.ComeBack is null))
            {
                throw new TimeoutException($"{state()} after {patience.TotalSeconds:F0} s. {string.Join("; ", Problems)}");
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>Measures events that are due between two times, in µs of <see cref="MonotonicClock"/>.</summary>
    public void Measure(long fromUs, long toUs)
    {
        foreach (var loop in Loops)
        {
            loop.Post(posted => posted.Meter.Measure(fromUs, toUs));
        }
    }

    /// <summary>What all threads have counted in the window. Read it when the last event is in.</summary>
    public WindowMeter Window()
    {
        var first = Loops[0].Meter.Window ?? throw new InvalidOperationException("There was no window.");
        var sum = new WindowMeter(first.FromUs, first.ToUs);
        foreach (var loop in Loops)
        {
            sum.Add(loop.Meter.Window!);
        }

        return sum;
    }

    /// <summary>Has something done on each thread and waits until it is.</summary>
    public Task OnEachAsync(Action<SwarmLoop> action) => Task.WhenAll(Loops.Select(loop =>
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(posted =>
        {
            action(posted);
            done.SetResult();
        });
        return done.Task;
    }));

    /// <summary>Ends the threads and all connections.</summary>
    public void Dispose()
    {
        foreach (var loop in Loops)
        {
            loop.Dispose();
        }
    }
}
