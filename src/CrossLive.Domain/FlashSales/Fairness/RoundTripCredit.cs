namespace CrossLive.FlashSales.Fairness;

/// <summary>What the measured round trips of a connection are good for, at one moment.</summary>
/// <param name="RoundTripUs">The round trip that counts for a claim, in µs; 0 where none does.</param>
/// <param name="SpreadUs">Longest less shortest of the fresh measurements, in µs: what the connection's delay is uncertain by.</param>
/// <param name="BeliefUs">How far below the server's figure the client's own is believed, in µs: <see cref="FairnessLimits.BeliefQuarters"/> quarters of the spread, <see cref="FairnessLimits.MaxBeliefUs"/> at most.</param>
/// <param name="RoundTrips">How many fresh measurements there are.</param>
public readonly record struct RoundTripCredit(long RoundTripUs, long SpreadUs, long BeliefUs, int RoundTrips)
{
    /// <summary>No credit: the claim is ordered by its arrival.</summary>
    public static RoundTripCredit None => default;

    /// <summary>True where there were enough fresh measurements.</summary>
    public bool IsGiven => RoundTrips >= FairnessLimits.LeastRoundTrips;
}
