namespace CrossLive.FlashSales.Waiting;

/// <summary>
/// How many claims are decided a second while somebody waits: the plain mean over the first seconds, then a mean that forgets. Time without decisions counts, so a
/// sale that stands still shows it.
/// </summary>
internal sealed class DecisionRate
{
    /// <summary>Before this there is no figure.</summary>
    private const long LeastMs = 1_000;

    /// <summary>Counts are taken together for so long at least.</summary>
    private const long StepMs = 250;

    /// <summary>What was so long ago counts 1/e.</summary>
    private const double MemoryMs = 10_000;

    private double _perMs;
    private long _startedAtMs;
    private long _countedToMs;
    private long _gathered;
    private bool _hasAny;

    /// <summary>Somebody waits from now on: what was before says nothing about it.</summary>
    public void Restart(long nowMs) => (_perMs, _startedAtMs, _countedToMs, _gathered, _hasAny) = (0, nowMs, nowMs, 0, false);

    /// <summary>Claims were decided.</summary>
    public void Add(long count, long nowMs)
    {
        _gathered += count;
        _hasAny |= count > 0;
        Count(nowMs);
    }

    /// <summary>Claims a second; 0 = not known yet.</summary>
    public double PerSecond(long nowMs)
    {
        Count(nowMs);
        return _hasAny && _countedToMs - _startedAtMs >= LeastMs ? _perMs * 1_000 : 0;
    }

    private void Count(long nowMs)
    {
        var ms = nowMs - _countedToMs;
        if (ms < StepMs)
        {
            return;
        }

        // The share of the whole time at first, so that the first step weighs no more than the second.
        var weight = Math.Max(ms / (double)(nowMs - _startedAtMs), 1 - Math.Exp(-ms / MemoryMs));
        _perMs += weight * ((_gathered / (double)ms) - _perMs);
        (_countedToMs, _gathered) = (nowMs, 0);
    }
}
