using System.Diagnostics;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// A clock for waits that begin where a client's call was just taken: begun on a receive loop's thread they end on it, by the time that the loop waits for its sockets
/// anyway. The runtime's timer wakes its own thread when it is set and again when it is due, and that one wakes the pool: fifty times a second for each busy room.
/// What waits with it goes on on the loop's thread, so must not wait there, and waits once (<c>Task.Delay</c>; no periods, no change of mind).
/// Waits that begin elsewhere, and all under a clock that is not the system's, are that clock's.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LoopClock(TimeProvider time) : TimeProvider
{
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
        if (time != System || period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan || ReceiveLoop.Current is not { } loop)
        {
            return time.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new LoopTimer(callback, state);
        loop.Add(timer, Stopwatch.GetTimestamp() + (long)(dueTime.TotalSeconds * Stopwatch.Frequency));
        return timer;
    }
}
