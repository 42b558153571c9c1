namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// When a client opens its button, by its own monotonic clock. Every client works it out from the announced opening and its comparison of clocks, so that
/// nothing has to be sent at the instant itself.
/// </summary>
/// <param name="OpensAtUnixMs">The announced opening, T, by the server's clock, in ms since 1970 UTC.</param>
/// <param name="OffsetMs">What to add to the client's clock to have the server's, in ms (the best probe's offset).</param>
/// <param name="ErrorMs">The offset is wrong by this much at most, in ms: half the best probe's round trip, and what the clocks may have drifted since.</param>
public readonly record struct ReleasePlan(long OpensAtUnixMs, double OffsetMs, double ErrorMs)
{
    /// <summary>
    /// From so long before the opening a client compares clocks every <see cref="ProbeIntervalMs"/>, so that the best of its last eight is seconds old and
    /// not minutes (at 50 parts in a million a clock drifts 3 ms in a minute), and so that the server has <see cref="FairnessLimits.MaxRoundTrips"/> round trips.
    /// </summary>
    public const double ProbeFromMs = 17_500;

    /// <summary>Time between comparisons then, in ms.</summary>
    public const double ProbeIntervalMs = 500;

    /// <summary>The last comparison is asked for so long before the opening, in ms: its answer is back by then even from the other side of the earth.</summary>
    public const double ProbeUntilMs = 750;

    /// <summary>How fast two clocks part, in ms of error a ms: 50 parts in a million, what quartz in phones and laptops stays within.</summary>
    public const double MaxDrift = 50e-6;

    // A timer that is set for long may come late by a frame or two; the last bit is waited for by short ones.
    private const double LastWaitMs = 20;

    /// <summary>When the button opens, in ms of the client's clock. Never before: the server refuses what comes before the opening, and counts what is too fast as the human floor.</summary>
    public double ShowAtLocalMs => OpensAtUnixMs - OffsetMs;

    /// <summary>Makes the plan from a comparison of clocks.</summary>
    /// <param name="opensAtUnixMs">The announced opening.</param>
    /// <param name="offsetMs">The best probe's offset.</param>
    /// <param name="roundTripMs">The best probe's round trip.</param>
    /// <param name="ageMs">How old it will be at the opening.</param>
    public static ReleasePlan From(long opensAtUnixMs, double offsetMs, double roundTripMs, double ageMs) =>
        new(opensAtUnixMs, offsetMs, (Math.Max(0, roundTripMs) / 2) + (Math.Max(0, ageMs) * MaxDrift));

    /// <summary>True from the opening on.</summary>
    public bool IsOpen(double nowLocalMs) => nowLocalMs >= ShowAtLocalMs;

    /// <summary>Time until the opening in ms, for a countdown; 0 from then on.</summary>
    public double RemainingMs(double nowLocalMs) => Math.Max(0, ShowAtLocalMs - nowLocalMs);

    /// <summary>How long to wait before looking again: half of what remains, so that a better comparison or a late timer is made good; the last bit in one go.</summary>
    public double WaitMs(double nowLocalMs) => RemainingMs(nowLocalMs) is var remaining && remaining > LastWaitMs ? Math.Max(LastWaitMs / 2, remaining / 2) : remaining;

    /// <summary>True while clocks are to be compared every <see cref="ProbeIntervalMs"/>.</summary>
    public bool IsTimeToProbe(double nowLocalMs) => RemainingMs(nowLocalMs) is <= ProbeFromMs and >= ProbeUntilMs;
}
