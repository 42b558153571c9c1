namespace CrossLive.Rooms;

/// <summary>
/// A rate limit: up to <paramref name="burst"/> at once, then <paramref name="perSecond"/> a second. Time is passed in. Not thread-safe: its owner locks.
/// </summary>
public sealed class TokenBucket(double burst, double perSecond)
{
    private double _missing;
    private long _filledAtUnixMs = long.MinValue;

    /// <summary>True where the bucket is full by now, so that forgetting it changes nothing.</summary>
    public bool IsFull(long nowUnixMs)
    {
        Fill(nowUnixMs);
        return _missing <= 0;
    }

    /// <summary>Takes <paramref name="count"/> where there are so many, else none.</summary>
    /// <returns>0 where they were taken, else how long to wait for them, in ms.</returns>
    public long TryTake(long nowUnixMs, int count = 1)
    {
        Fill(nowUnixMs);
        if (burst - _missing >= count)
        {
            _missing += count;
            return 0;
        }

        return Math.Max(1, (long)Math.Ceiling((count - burst + _missing) / perSecond * 1_000));
    }

    private void Fill(long nowUnixMs)
    {
        // A clock that went back gives nothing, and takes nothing away.
        if (_filledAtUnixMs != long.MinValue && nowUnixMs > _filledAtUnixMs)
        {
            _missing = Math.Max(0, _missing - ((nowUnixMs - _filledAtUnixMs) / 1_000.0 * perSecond));
        }

        _filledAtUnixMs = Math.Max(_filledAtUnixMs, nowUnixMs);
    }
}
