using HdrHistogram;

namespace CrossLive.LoadTests.Claims;

/// <summary>Latencies from many threads.</summary>
internal sealed class LatencyMeter
{
    private const long MaxUs = 120_000_000;
    private const int Digits = 3;
    private readonly Lock _lock = new();
    private readonly LongHistogram _us = new(MaxUs, Digits);

    /// <summary>How many were recorded.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _us.TotalCount;
            }
        }
    }

    /// <summary>Records some that took the same.</summary>
    public void Record(long us, long count = 1)
    {
        lock (_lock)
        {
            _us.RecordValueWithCount(Math.Clamp(us, 0, MaxUs), count);
        }
    }

    /// <summary>A quantile, in ms.</summary>
    public double At(double quantile)
    {
        lock (_lock)
        {
            return _us.GetValueAtPercentile(quantile * 100) / 1e3;
        }
    }
}
