namespace CrossLive.Media;

/// <summary>
/// What is known of a destination's connection at one moment: the kernel's figures (TCP: <c>tcpi_bytes_acked</c>, <c>tcpi_rtt</c>, segments sent and sent
/// again; SRT: its statistics) and what waits before it. Counters are totals since the connection began.
/// </summary>
/// <param name="AtMs">When, in ms of the owner's monotonic clock.</param>
/// <param name="AckedBytes">Bytes that were acknowledged.</param>
/// <param name="InFlightBytes">Bytes written and not acknowledged.</param>
/// <param name="RoundTripMs">The newest round trip; 0 where none is known.</param>
/// <param name="SentPackets">Packets sent, those sent again included.</param>
/// <param name="RepeatedPackets">Packets sent again.</param>
/// <param name="OldestVideoMs">How long the oldest picture has waited that is not written; 0 where none waits.</param>
public readonly record struct LinkMeasurement(
    long AtMs, long AckedBytes, long InFlightBytes, double RoundTripMs, long SentPackets, long RepeatedPackets, long OldestVideoMs)
{
    /// <summary>False where no connection could have such figures.</summary>
    public bool IsPossible =>
        AtMs >= 0 && AckedBytes >= 0 && InFlightBytes >= 0 && SentPackets >= 0 && RepeatedPackets >= 0 && OldestVideoMs >= 0
        && RoundTripMs is >= 0 and <= BitrateLimits.MaxRoundTripMs;
}
