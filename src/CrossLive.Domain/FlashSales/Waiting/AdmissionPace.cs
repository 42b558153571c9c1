namespace CrossLive.FlashSales.Waiting;

/// <summary>Lets so many in a second, and a short time's worth at once.</summary>
internal sealed class AdmissionPace(double perSecond)
{
    private readonly double _perMs = perSecond / 1_000;
    private readonly double _most = Math.Max(1, perSecond * WaitingRoomLimits.BurstMs / 1_000);
    private double _left = Math.Max(1, perSecond * WaitingRoomLimits.BurstMs / 1_000);
    private long _filledAtMs = long.MinValue;

    /// <summary>How many may go in now.</summary>
    public int Free(long nowMs)
    {
        if (_filledAtMs == long.MinValue)
        {
            _filledAtMs = nowMs;
        }
        else if (nowMs > _filledAtMs)
        {
            _left = Math.Min(_most, _left + ((nowMs - _filledAtMs) * _perMs));
            _filledAtMs = nowMs;
        }

        return (int)_left;
    }

    /// <summary>When the next one may go in.</summary>
    public long NextAtMs(long nowMs) => Free(nowMs) > 0 ? nowMs : nowMs + (long)Math.Ceiling((1 - _left) / _perMs);

    /// <summary>So many went in; a negative number came back.</summary>
    public void Take(int count) => _left = Math.Min(_most, _left - count);
}
