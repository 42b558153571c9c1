using CrossLive.LoadTests.Media.Links;

namespace CrossLive.LoadTests.Media.Bounds;

/// <summary>
/// What is known of a link a round trip later, as figures by ms: what it carried in the last 5 ms to 4 s, how long it has been silent, how long the last few
/// chances took, the least of the last spans of several lengths, the worst 200 ms of the last 1 and 5 s. Pure.
/// </summary>
internal sealed class LinkHistory
{
    private const int MostSilentMs = 3_000, MostLookMs = 8_000, WorstMs = 200, WorstStepMs = 50;
    private static readonly int[] Lasts = [5, 10, 20, 40, 70, 100, 150, 200, 300, 500, 700, 1_000, 2_000, 4_000];
    private static readonly int[] Chances = [3, 7, 15, 30];
    private static readonly int[] SpanMs = [20, 40, 70, 100, 200];
    private static readonly int[] Spans = [4, 10, 20];
    private static readonly int[] WorstOf = [1_000, 5_000];
    private readonly float[] _figures;

    /// <summary>Of a link.</summary>
    public LinkHistory(FluidLink link)
    {
        _figures = new float[link.LengthMs * Count];
        var silentSince = 0;
        for (var ms = 0; ms < link.LengthMs; ms++)
        {
            // The ms that ends here is the last one known.
            var known = Math.Max(0, ms - TraceCase.RoundTripMs);
            if (known > 0 && link.Bytes(known - 1, known) > 0)
            {
                silentSince = known;
            }

            var at = ms * Count;
            foreach (var last in Lasts)
            {
                _figures[at++] = (float)link.Bytes(known - last, known) / last;
            }

            _figures[at++] = Math.Min(known - silentSince, MostSilentMs);
            foreach (var chances in Chances)
            {
                _figures[at++] = Took(link, known, chances * LinkTrace.ChanceBytes);
            }

            foreach (var span in SpanMs)
            {
                foreach (var spans in Spans)
                {
                    _figures[at++] = Least(link, known, span, span, spans);
                }
            }

            foreach (var of in WorstOf)
            {
                _figures[at++] = Least(link, known, WorstMs, WorstStepMs, of / WorstStepMs);
            }
        }
    }

    /// <summary>Figures of a ms.</summary>
    public static int Count => Lasts.Length + 1 + Chances.Length + (SpanMs.Length * Spans.Length) + WorstOf.Length;

    /// <summary>One.</summary>
    public float Figure(int ms, int which) => _figures[(ms * Count) + which];

    private static float Least(FluidLink link, int known, int lengthMs, int stepMs, int spans)
    {
        var least = double.MaxValue;
        for (var i = 0; i < spans && least > 0; i++)
        {
            least = Math.Min(least, link.Bytes(known - (i * stepMs) - lengthMs, known - (i * stepMs)));
        }

        return (float)least;
    }

    private static int Took(FluidLink link, int known, int bytes)
    {
        var (enough, tooFew) = (Math.Min(known, MostLookMs), 0);
        while (tooFew < enough)
        {
            var middle = (tooFew + enough) / 2;
            if (link.Bytes(known - middle, known) >= bytes)
            {
                enough = middle;
            }
            else
            {
                tooFew = middle + 1;
            }
        }

        return tooFew;
    }
}
