namespace CrossLive.Media.Reception;

/// <summary>When a platform is asked how it receives a stream, and how long its answer is worth something.</summary>
/// <param name="IntervalMs">From one reading to the next.</param>
/// <param name="MostFailingMs">Longest wait after failures; they double the wait up to it.</param>
/// <param name="QuotaMs">The wait once the quota is used up; longest one where the platform asks for fewer questions.</param>
public sealed record ReceptionPace(long IntervalMs, long MostFailingMs, long QuotaMs)
{
    /// <summary>A platform needs some seconds to look at a new stream: it is asked first after so long on the air, or after an interval where that is shorter.</summary>
    public const long MostFirstMs = 10_000;

    /// <summary>To look for a stream's key takes several questions: so many intervals lie between two searches that found none.</summary>
    public const int SearchIntervals = 10;

    /// <summary>A reading is stale after so many intervals.</summary>
    public const int StaleIntervals = 3;

    /// <summary>A reading that is stale for so long is shown no more.</summary>
    public const long ForgetStaleMs = 600_000;

    /// <summary>Share of a wait that the lot decides, so that rooms do not ask in step.</summary>
    public const double JitterShare = 0.1;

    private const int MaxDoublings = 12;

    /// <summary>From going on the air to the first question.</summary>
    public long FirstMs => Math.Min(MostFirstMs, IntervalMs);

    /// <summary>A reading of this age is stale.</summary>
    public long StaleAfterMs => StaleIntervals * IntervalMs;

    /// <summary>A reading of this age is shown no more.</summary>
    public long ForgottenAfterMs => StaleAfterMs + ForgetStaleMs;

    /// <summary>The wait after an answer.</summary>
    /// <param name="gap">What kept the platform from saying anything; null: it did.</param>
    /// <param name="failures">Gaps in a row, this one among them.</param>
    /// <param name="jitter">0 to 1.</param>
    public long WaitMs(ReceptionGap? gap, int failures, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jitter, 1);
        var waitMs = gap switch
        {
            ReceptionGap.QuotaUsedUp => Math.Max(QuotaMs, IntervalMs),
            ReceptionGap.RateLimited => Doubled(failures, Math.Max(QuotaMs, IntervalMs)),
            ReceptionGap.Unavailable or ReceptionGap.TokenRefused => Doubled(failures, Math.Max(MostFailingMs, IntervalMs)),
            ReceptionGap.StreamUnknown => SearchIntervals * IntervalMs,
            _ => IntervalMs,
        };
        return waitMs - (long)(waitMs * JitterShare * jitter);
    }

    private long Doubled(int failures, long most) => Math.Min(most, IntervalMs << Math.Clamp(failures, 0, MaxDoublings));
}
