namespace CrossLive.Media;

/// <summary>
/// How many bytes may have been written to a connection without being acknowledged. It follows what the link delivered in the worst of its last spans, a few
/// packets more, and less as soon as the round trip grows. It has to stand where the socket is: it is asked every few ms. Pure: time and figures are passed in.
/// </summary>
/// <param name="shape">The rule.</param>
public sealed class InFlightWindow(InFlightShape shape)
{
    private readonly long[] _spans = new long[Math.Clamp(shape.Spans, 1, BitrateLimits.MaxSpans)];
    private readonly Queue<(long AtMs, long Bytes)> _acks = new();
    private long _ackedBytes = -1;
    private double _shortestMs = double.MaxValue;

    /// <summary>So many bytes may be on their way now.</summary>
    public long CapBytes { get; private set; } = (long)(shape.LeastPackets * MediaLimits.MaxSliceBytes);

    /// <summary>How much longer the newest round trip is than the shortest, in ms.</summary>
    public double GrowthMs { get; private set; }

    /// <summary>Takes the socket's figures; see <see cref="LinkMeasurement"/>. Times must not fall.</summary>
    public void Observe(long atMs, long ackedBytes, double roundTripMs)
    {
        if (ackedBytes > _ackedBytes && _ackedBytes >= 0)
        {
            _acks.Enqueue((atMs, ackedBytes - _ackedBytes));
            if (_acks.Count > BitrateLimits.MaxAcks)
            {
                _acks.Dequeue();
            }
        }

        // A smaller count is another connection's: it begins there.
        _ackedBytes = ackedBytes;
        if (roundTripMs > 0)
        {
            _shortestMs = Math.Min(_shortestMs, roundTripMs);
            GrowthMs = roundTripMs - _shortestMs;
        }

        while (_acks.TryPeek(out var first) && first.AtMs <= atMs - (shape.SpanMs * _spans.Length))
        {
            _acks.Dequeue();
        }

        Array.Clear(_spans);
        foreach (var (ackMs, bytes) in _acks)
        {
            _spans[Math.Min(_spans.Length - 1, (int)((atMs - ackMs) / shape.SpanMs))] += bytes;
        }

        var share = shape.Share * _spans.Min();
        share = shape.Bend == 0 ? share : share * Math.Pow(share / BitrateLimits.BendAtBytes, shape.Bend);
        var open = Math.Min((shape.LeastPackets * MediaLimits.MaxSliceBytes) + share, shape.MostPackets * MediaLimits.MaxSliceBytes);
        var shrunk = Math.Clamp(1 - (shape.ShrinkPerMs * (GrowthMs - shape.FlatMs)), shape.LeastShrunk, 1);
        CapBytes = (long)Math.Min(open * shrunk, BitrateLimits.MaxWindowBytes);
    }
}
