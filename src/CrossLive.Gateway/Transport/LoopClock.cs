using System.Diagnostics;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// A clock for waits between clients' calls: they end on a receive loop's thread, by the time that the loop waits for its sockets anyway. It is the loop on which they begin,
/// or, where they begin elsewhere (behind an answer, on the pool), the one on which a wait began last. The runtime's timer wakes its own thread when it is set and again when
/// it is due, and that one wakes the pool: fifty times a second for each busy room.
/// What waits with it goes on on the loop's thread, so must not wait there, and waits once (<c>Task.Delay</c>; no periods, no change of mind).
/// Before any wait has begun on a loop, when the loop has ended, and under a clock that is not the system's, waits are the clock's that it was given.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LoopClock(TimeProvider time) : TimeProvider
{
    private ReceiveLoop? _last;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (time == System && period == Timeout.InfiniteTimeSpan && dueTime != Timeout.InfiniteTimeSpan && NextLoop() is { } loop)
        {
            var timer = new LoopTimer(callback, state);
            if (loop.TryAdd(timer, Stopwatch.GetTimestamp() + (long)(dueTime.TotalSeconds * Stopwatch.Frequency)))
            {
                return timer;
            }
        }

        return time.CreateTimer(callback, state, dueTime, period);
    }

    private ReceiveLoop? NextLoop()
    {
        if (ReceiveLoop.Current is { } current)
        {
            Volatile.Write(ref _last, current);
        }

        return Volatile.Read(ref _last);
    }
}
