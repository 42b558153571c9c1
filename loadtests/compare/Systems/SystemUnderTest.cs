using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>A server that is measured: how it is started, how viewers reach it, how events get into it.</summary>
internal abstract class SystemUnderTest : IAsyncDisposable
{
    /// <summary>The room of every load test.</summary>
    public const string Room = "load";

    /// <summary>How long a start may take.</summary>
    protected static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    /// <summary>Its name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>The process that is accounted.</summary>
    public abstract ChildProcess Process { get; }

    /// <summary>Starts it and waits until it takes viewers.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Viewers of it.</summary>
    public abstract SwarmPlan PlanFor(int viewers);

    /// <summary>Begins to send events into it. The schedule begins now, or has begun.</summary>
    public abstract Task<EventSource> PublishAsync(double rate, long jitterUs, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>Where events come from, and when they are due.</summary>
/// <param name="Schedule">When.</param>
/// <param name="Publisher">Who sends them; null where the system makes its own.</param>
internal sealed record EventSource(Schedule Schedule, EventPublisher? Publisher) : IDisposable
{
    /// <summary>Starts a publisher on a schedule that begins in a moment.</summary>
    public static EventSource Start(EventPublisher publisher, double rate, long jitterUs)
    {
        var schedule = new Schedule(Swarm.MonotonicClock.NowUs + 10_000, rate, jitterUs);
        publisher.Start(schedule);
        return new EventSource(schedule, publisher);
    }

    /// <summary>The same publisher, which was stopped, on a new schedule.</summary>
    public EventSource Again(double rate, long jitterUs) => Start(Publisher!, rate, jitterUs);

    /// <summary>What went wrong at the publisher.</summary>
    public IReadOnlyList<string> Problems => Publisher?.Problems ?? [];

    /// <inheritdoc/>
    public void Dispose() => Publisher?.Dispose();
}
