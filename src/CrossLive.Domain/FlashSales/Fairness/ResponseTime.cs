namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// How long a buyer took to answer after the button had opened for them, as the server can know it.
/// <para>
/// Why <c>arrival − T − RTT/2</c> is that time however unequal the two ways are. Let u be the way up, d the way down. A client that compares clocks over
/// this path takes the server's clock to be (u − d)/2 ahead of what it is, so it opens its button at T − (u − d)/2. An answer after r is pressed at
/// T − (u − d)/2 + r and arrives at T − (u − d)/2 + r + u = T + r + (u + d)/2. What has to be taken off is half the round trip, whatever u and d are.
/// The gateway's clock cancels too, because the client was set by the same clock that stamps the arrival.
/// </para>
/// <para>
/// What remains is jitter: what one packet waited beyond the least of its path. Half of what the comparison's packets waited is in the opening, all of what
/// the claim waited is in the arrival. A client's own figure knows it, and is believed within <see cref="RoundTripCredit.BeliefUs"/>.
/// </para>
/// </summary>
public static class ResponseTime
{
    private const long UsPerMs = 1_000;

    /// <summary>The server's own figure: arrival less opening less half the round trip, never below the human floor.</summary>
    /// <param name="arrivalUnixUs">When the claim came, in µs since 1970 UTC, by the clock of the gateway that the client compares its own with.</param>
    /// <param name="opensAtUnixMs">The announced opening, T, in ms since 1970 UTC.</param>
    /// <param name="roundTripUs">The round trip that counts for the claim, in µs; 0 = plain arrival order. See <see cref="RoundTripWindow"/>.</param>
    /// <param name="humanFloorMs">No answer counts as faster, in ms; see <see cref="FairnessLimits.HumanFloorMs"/>.</param>
    /// <returns>µs, at least the floor.</returns>
    public static long OfUs(long arrivalUnixUs, long opensAtUnixMs, long roundTripUs, long humanFloorMs) =>
        Math.Max(Measured(arrivalUnixUs, opensAtUnixMs, roundTripUs), humanFloorMs * UsPerMs);

    /// <summary>
    /// The server's figure, corrected by the client's own within what is believed: not further below the server's than <see cref="RoundTripCredit.BeliefUs"/>.
    /// Above it a client's figure is taken as it is, up to the latest that can be: it harms nobody but the client. An honest client whose claim waited no
    /// longer than is believed is counted exactly; a liar gains what is believed and no more.
    /// </summary>
    /// <param name="arrivalUnixUs">As above.</param>
    /// <param name="opensAtUnixMs">As above.</param>
    /// <param name="credit">What the connection's measured round trips are good for.</param>
    /// <param name="ownUs">What the client says that its person took, by the client's own clock, in µs; null where it says nothing. Passed over without credit.</param>
    /// <param name="humanFloorMs">As above.</param>
    /// <returns>µs, at least the floor.</returns>
    public static long OfUs(long arrivalUnixUs, long opensAtUnixMs, RoundTripCredit credit, long? ownUs, long humanFloorMs)
    {
        var measured = Measured(arrivalUnixUs, opensAtUnixMs, credit.RoundTripUs);
        if (ownUs is { } own && credit.IsGiven)
        {
            // A button opens half a round trip early at most, and a press is no later than its arrival.
            var latest = measured + credit.RoundTripUs;
            measured = Math.Clamp(own, measured - credit.BeliefUs, latest);
        }

        return Math.Max(measured, humanFloorMs * UsPerMs);
    }

    private static long Measured(long arrivalUnixUs, long opensAtUnixMs, long roundTripUs) => arrivalUnixUs - (opensAtUnixMs * UsPerMs) - (roundTripUs / 2);
}
