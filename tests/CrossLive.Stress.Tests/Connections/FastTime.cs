namespace CrossLive.Stress.Tests.Connections;

/// <summary>A clock whose timers and stopwatches run faster than the world's: a wait of ten seconds is over after one. The time of day is the world's.</summary>
internal sealed class FastTime(int factor) : TimeProvider
{
    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() * factor;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan span) => span > TimeSpan.Zero ? span / factor : span;
}
