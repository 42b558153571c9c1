namespace CrossLive.FlashSales.Fairness;

/// <summary>The named limits and defaults of the fair order. The defaults are settings of a sale; the limits are not.</summary>
public static class FairnessLimits
{
    /// <summary>
    /// Default of the human floor: a trained hand needs some 150 ms from seeing to pressing. An answer that is faster counts as this fast, so a program that
    /// fires at the opening stands beside the quickest hands and the lottery decides between them. A higher floor makes more hands equal to programs.
    /// </summary>
    public const long HumanFloorMs = 150;

    /// <summary>
    /// Default width of a tie. Two answers of one tie are drawn, so half of these pairs come out the other way round: with answers as they are spread here
    /// (lognormal, median 320 ms, σ 0.25) each 100 µs of it costs 0.018 % of all pairs. 250 µs is above what clocks of browsers show (100 µs) and below what
    /// would be felt in the order; <c>loadtests/fairness</c> shows what it costs.
    /// </summary>
    public const long TieUs = 250;

    /// <summary>Default of the window: claims that come within it after the opening are decided together. The curve in <c>loadtests/fairness</c> shows what a shorter one costs.</summary>
    public const long WindowMs = 500;

    /// <summary>
    /// How many measured round trips of a connection are kept; the oldest goes for a new one. As many as <see cref="ReleasePlan"/> asks for before an opening:
    /// the more, the seldomer a claim waits longer than any of them did. With 16 the bars of <c>loadtests/fairness</c> do not hold, with 32 they do.
    /// </summary>
    public const int MaxRoundTrips = 32;

    /// <summary>Fewer fresh round trips than this give no credit: one or two say nothing about the spread.</summary>
    public const int LeastRoundTrips = 4;

    /// <summary>A measured round trip counts for so long. Long enough for probes that a client sends before the opening and for a sale's first moments.</summary>
    public const long FreshForUs = 60_000_000;

    /// <summary>Most answers whose acknowledgement is awaited at one time; the oldest is forgotten for a new one, and its acknowledgement counts for nothing.</summary>
    public const int MaxAwaited = 4;

    /// <summary>
    /// The longest round trip that gets credit: between any two of 222 cities the mean is 540 ms at most. A longer one is counted as this one, so that claims
    /// from further away are ordered as if they came from here.
    /// </summary>
    public const long MaxRoundTripUs = 600_000;

    /// <summary>
    /// Most that a client's own figure is believed below the server's, whatever its spread: a client can make its spread as wide as it likes by delaying some
    /// acknowledgements, so the spread alone would be a bound that liars set for themselves. Lower is worse for honest buyers whose claim waited longer than that.
    /// </summary>
    public const long MaxBeliefUs = 30_000;

    /// <summary>
    /// How many quarters of its connection's spread a client is believed. Not all four: the shortest round trip has waited a little, too, and half of that is on
    /// the client's side already, so that with all of it a liar could gain a hair more than its spread.
    /// </summary>
    public const long BeliefQuarters = 3;

    /// <summary>Bytes of a draw's seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>Most characters of a pseudonym in a draw's list.</summary>
    public const int MaxPseudonymLength = 64;
}
