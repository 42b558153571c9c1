namespace CrossLive.Media;

/// <summary>
/// How many bytes may be on their way, as a rule for <see cref="InFlightWindow"/>. What is on its way cannot be taken back: when a link falls from megabits to
/// a packet every 40 ms, audio waits behind it. More of it fills a link that comes in bursts. <c>loadtests/media</c> shows what each costs.
/// </summary>
/// <param name="LeastPackets">Full packets that may be on their way whatever was delivered: they find out when a link has become faster.</param>
/// <param name="Share">Of what was delivered in the worst of the last <paramref name="Spans"/> spans, this share may be on its way in addition.</param>
/// <param name="SpanMs">How long a span is, in ms: about a round trip.</param>
/// <param name="Spans">How many are remembered, 1 to <see cref="BitrateLimits.MaxSpans"/>: after a bad one the window stays small for as long.</param>
/// <param name="ShrinkPerMs">For each ms that the round trip is more than <paramref name="FlatMs"/> above the shortest, the window is smaller by this share.</param>
/// <param name="Bend">Above 0, a fast link gets more than that share and a slow one less: where the share comes to <see cref="BitrateLimits.BendAtBytes"/> it is as it is, and
/// elsewhere it is multiplied by its ratio to those bytes to this power.</param>
/// <param name="MostPackets">Full packets that may be on their way, however fast the link.</param>
/// <param name="FlatMs">See <paramref name="ShrinkPerMs"/>.</param>
/// <param name="LeastShrunk">However long the round trip, this share of the window is left.</param>
public sealed record InFlightShape(
    double LeastPackets, double Share, int SpanMs, int Spans, double ShrinkPerMs,
    double Bend = 0, double MostPackets = double.PositiveInfinity, double FlatMs = BitrateLimits.FlatMs, double LeastShrunk = BitrateLimits.LeastWindowShare)
{
    /// <summary>Audio on time above everything.</summary>
    public static readonly InFlightShape Careful = new(
        LeastPackets: 3.4, Share: 0.535, SpanMs: 104, Spans: 3, ShrinkPerMs: 0.0194, Bend: 0.6, MostPackets: 21, FlatMs: 14, LeastShrunk: 0.07);

    /// <summary>More picture on links that come and go.</summary>
    public static readonly InFlightShape Eager = new(LeastPackets: 2.5, Share: 0.8, SpanMs: 80, Spans: 4, ShrinkPerMs: 0.005);

    /// <summary>The link full: audio is late whenever it falls.</summary>
    public static readonly InFlightShape Full = new(LeastPackets: 16, Share: 1.3, SpanMs: 100, Spans: 1, ShrinkPerMs: 0.001);
}
