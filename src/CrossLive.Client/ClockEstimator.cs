namespace CrossLive.Client;

/// <summary>One comparison of clocks, all in milliseconds; the client's clock is monotonic with an origin of its own.</summary>
/// <param name="SentMs">The client's clock when it asked.</param>
/// <param name="ServerReceivedMs">The server's clock when the question came.</param>
/// <param name="ServerSentMs">The server's clock when the answer left.</param>
/// <param name="ReceivedMs">The client's clock when the answer came.</param>
public readonly record struct ClockProbe(double SentMs, double ServerReceivedMs, double ServerSentMs, double ReceivedMs)
{
    /// <summary>Time on the way, both directions, without the server's own; never below zero.</summary>
    public double RoundTripMs => Math.Max(0, MeasuredRoundTripMs);

    /// <summary>What to add to the client's clock to have the server's. Wrong by half the round trip at most.</summary>
    public double OffsetMs => (ServerReceivedMs - SentMs + (ServerSentMs - ReceivedMs)) / 2;

    // A server may round its two times to milliseconds: then a fast answer comes out a little below zero.
    internal double MeasuredRoundTripMs => ReceivedMs - SentMs - (ServerSentMs - ServerReceivedMs);
}

/// <summary>
/// Keeps the last probes and trusts the one with the smallest round trip (as NTP's clock filter does, RFC 5905 section 10): the least of it can be wrong.
/// Pure. Not safe for many threads.
/// </summary>
public sealed class ClockEstimator
{
    /// <summary>How many probes are kept; older ones are forgotten, so that drift is followed.</summary>
    public const int Window = 8;

    // Two times rounded by one each.
    private const double MaxRoundingMs = 2;

    private readonly Queue<ClockProbe> _probes = new();

    /// <summary>The probe that is trusted, or null before the first.</summary>
    public ClockProbe? Best { get; private set; }

    /// <summary>Adds a probe. One that cannot be (an answer before the question, not a number) is passed over.</summary>
    /// <returns>False where it was passed over.</returns>
    public bool Add(ClockProbe probe)
    {
        if (!double.IsFinite(probe.OffsetMs) || !(probe.MeasuredRoundTripMs >= -MaxRoundingMs) || probe.ReceivedMs < probe.SentMs)
        {
            return false;
        }

        _probes.Enqueue(probe);
        if (_probes.Count > Window)
        {
            _probes.Dequeue();
        }

        Best = _probes.MinBy(kept => kept.RoundTripMs);
        return true;
    }
}
