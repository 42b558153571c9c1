namespace CrossLive.Media;

/// <summary>
/// Chooses SRT's latency and FEC from round trip and loss, within what a destination may be delayed. Measured (libsrt 1.5.1, 60 s runs): 5 % at 40 ms whole with
/// a latency of 125 ms and repeats alone; 5 % at 200 ms 1,477 of 1,478 pictures with 800 ms and repeats, 1,485 of 1,486 with 500 ms and FEC, 1,271 of 1,488 with
/// 400 ms and repeats. So: 4 round trips where there is time for them, FEC where there are only 2.5. Never FEC against congestion: it adds to it.
/// </summary>
public static class RepairPlanner
{
    /// <summary>SRT's own default, in ms: never less.</summary>
    public const int LeastLatencyMs = 120;

    /// <summary>A plan's latency grows by this share of itself at least, or to all there is: each other plan is another connection.</summary>
    public const double LeastGrowth = 0.25;

    // Measured at 2.5; at 2 there is no gain. A round trip of 200 ms is measured as 205 now and then.
    private const double FewestTrips = 2.25;

    // What is not known yet is taken to be as far away as another country.
    private const int UsualRoundTripMs = 100;

    /// <summary>The plan before anything was measured.</summary>
    /// <param name="budgetMs">What the destination may be delayed by it, in ms.</param>
    public static RepairPlan First(int budgetMs) => Choose(UsualRoundTripMs, 0, budgetMs);

    /// <summary>
    /// The plan that follows another one. It grows where packets are lost, and never shrinks within a stream, since each other plan is another connection, and by so much at once that it soon
    /// settles: whatever is measured, from 120 ms to a budget of 1 s there are 10 other latencies at most, and parity comes once.
    /// </summary>
    /// <param name="now">The plan that holds.</param>
    /// <param name="roundTripMs">As in <see cref="Choose"/>.</param>
    /// <param name="loss">As in <see cref="Choose"/>.</param>
    /// <param name="budgetMs">As in <see cref="Choose"/>.</param>
    public static RepairPlan Next(RepairPlan now, double roundTripMs, double loss, int budgetMs)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (!(loss >= BitrateLimits.LeastLoss))
        {
            return now;
        }

        var wanted = Choose(roundTripMs, loss, budgetMs);
        var latencyMs = wanted.LatencyMs <= now.LatencyMs
            ? now.LatencyMs
            : Math.Min(budgetMs, Math.Max(wanted.LatencyMs, (int)Math.Ceiling(now.LatencyMs * (1 + LeastGrowth))));
        return new RepairPlan((RepairKind)Math.Max((int)now.Kind, (int)wanted.Kind), latencyMs);
    }

    /// <summary>The plan.</summary>
    /// <param name="roundTripMs">The usual round trip, in ms; what is not a number or negative counts as 0.</param>
    /// <param name="loss">Lost share of packets, 0 to 1; clamped.</param>
    /// <param name="budgetMs">What the destination may be delayed by it, in ms.</param>
    /// <returns>Latency from <see cref="LeastLatencyMs"/>, or the budget where that is less.</returns>
    public static RepairPlan Choose(double roundTripMs, double loss, int budgetMs)
    {
        roundTripMs = roundTripMs is >= 0 and <= BitrateLimits.MaxRoundTripMs ? roundTripMs : 0;
        loss = loss is >= 0 and <= 1 ? loss : 0;

        // Makers of SRT encoders advise 3, 4, 5 and 6 round trips for up to 1, 3, 7 and 10 %.
        var trips = loss switch { <= 0.01 => 3, <= 0.03 => 4, <= 0.07 => 5, _ => 6 };
        var wantedMs = Math.Max(LeastLatencyMs, trips * roundTripMs);
        if (wantedMs <= budgetMs)
        {
            return new RepairPlan(RepairKind.Repeat, (int)Math.Ceiling(wantedMs));
        }

        var isFecWorth = loss >= BitrateLimits.LeastLoss && 4 * roundTripMs > budgetMs && FewestTrips * roundTripMs <= budgetMs;
        return new RepairPlan(isFecWorth ? RepairKind.ForwardAndRepeat : RepairKind.Repeat, Math.Max(0, budgetMs));
    }
}
