namespace CrossLive.Media.Ingest;

/// <summary>
/// How much later than at its best a publisher's media comes: its tags' own times beside the times when they came. What the best itself takes (camera, encoder, the shortest
/// way here) cannot be seen from here. The best is that of the last minutes, because two clocks drift. Not safe for threads.
/// </summary>
internal sealed class ArrivalLag
{
    /// <summary>The best is of this time and as much again, ms: clocks that are 100 ppm apart drift by 30 ms in it.</summary>
    private const int WindowMs = 150_000;

    /// <summary>The worst of so long is said, ms: between two reports.</summary>
    private const int WorstOfMs = 2_000;

    private uint? _firstTimestampMs;
    private long _windowEndsAtMs;
    private long _best = long.MaxValue, _bestBefore = long.MaxValue;
    private long _worst, _worstAtMs;

    /// <summary>A tag came.</summary>
    public void Take(uint timestampMs, long nowMs)
    {
        _firstTimestampMs ??= timestampMs;
        var offset = nowMs - unchecked((int)(timestampMs - _firstTimestampMs.Value));
        if (nowMs >= _windowEndsAtMs)
        {
            (_bestBefore, _best, _windowEndsAtMs) = (_best, long.MaxValue, nowMs + WindowMs);
        }

        _best = Math.Min(_best, offset);
        if (offset >= _worst || nowMs - _worstAtMs >= WorstOfMs)
        {
            (_worst, _worstAtMs) = (offset, nowMs);
        }
    }

    /// <summary>The lag in ms; null where nothing has come lately.</summary>
    public int? At(long nowMs) => _firstTimestampMs is null || nowMs - _worstAtMs >= 2 * WorstOfMs ? null : (int)Math.Clamp(_worst - Math.Min(_best, _bestBefore), 0, int.MaxValue);
}
