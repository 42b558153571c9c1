using System.Globalization;
using System.Net;
using System.Text;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Results;

/// <summary>Capacity and rates, ages of pictures, delays of audio, and decisions over one pass of a trace, under one another, as inline SVG.</summary>
internal static class TimelinePlot
{
    /// <summary>Colours of decisions.</summary>
    public static readonly IReadOnlyList<(string Reason, string Colour)> Reasons =
        [(nameof(BitrateReason.Congestion), "c1"), (nameof(BitrateReason.Climb), "c4"), (nameof(BitrateReason.Probe), "c0"), (nameof(BitrateReason.Severe), "c2"), (nameof(BitrateReason.Return), "c3")];

    private const double Width = 1_120, Left = 56, Right = 24, RateTop = 22, RateHeight = 170, AgeTop = 224, AgeHeight = 130, AudioTop = 386, AudioHeight = 90, TicksTop = 508, TicksHeight = 26, Height = 560;
    private const int StepMs = 500, MaxTitleDecisions = 2_000;
    private const double LeastMs = 10, MostMs = 20_000;

    /// <summary>The plot.</summary>
    /// <param name="trace">Trace and what became of the media.</param>
    /// <param name="canCarryAudio">By ms.</param>
    public static string Of(PlayedTrace trace, bool[] canCarryAudio)
    {
        var lengthMs = Math.Min(canCarryAudio.Length, trace.Link.LengthMs);
        var svg = new StringBuilder();
        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
        double X(double ms) => Left + (ms / lengthMs * (Width - Left - Right));
        Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(trace.Result.Trace)}\">");
        Outages(canCarryAudio, lengthMs, (fromMs, untilMs) => Add($"<rect class=\"outage\" x=\"{X(fromMs):F1}\" y=\"{RateTop}\" width=\"{Math.Max(0.6, X(untilMs) - X(fromMs)):F1}\" height=\"{TicksTop + TicksHeight - RateTop}\"/>"));

        // Capacity goes above what a stream can use: the axis ends at twice the highest rate.
        const double MostKbps = TraceCase.VideoBps / 500.0;
        double Rate(double kbps) => RateTop + (RateHeight * (1 - (Math.Min(kbps, MostKbps) / MostKbps)));
        Add($"<text class=\"title\" x=\"{Left}\" y=\"14\">capacity of half a second and video rate, kbps</text>");
        for (var kbps = 0; kbps <= MostKbps; kbps += 3_000)
        {
            Grid(Rate(kbps), kbps.ToString(CultureInfo.InvariantCulture));
        }

        var capacity = string.Join(' ', Steps(lengthMs).Select(ms => string.Create(CultureInfo.InvariantCulture, $"{X(ms):F1},{Rate(trace.Link.Bytes(ms, ms + StepMs) * 8.0 / StepMs):F1}")));
        Add($"<polygon class=\"capacity\" points=\"{X(0):F1},{Rate(0):F1} {capacity} {X(lengthMs):F1},{Rate(0):F1}\"/>");
        foreach (var (name, colour) in Pair)
        {
            Line(colour, Rates(trace.Logs[name].Decisions, lengthMs, FirstBps(name, trace.Logs[name])).Select(point => (X(point.Ms), Rate(point.Bps / 1_000))));
        }

        double Log(double ms, double top, double height) => top + (height * (1 - (Math.Log(Math.Clamp(ms, LeastMs, MostMs) / LeastMs) / Math.Log(MostMs / LeastMs))));
        Add($"<text class=\"title\" x=\"{Left}\" y=\"{AgeTop - 8}\">age of the newest picture at the receiver, ms</text>");
        Add($"<text class=\"title\" x=\"{Left}\" y=\"{AudioTop - 8}\">delay of audio, ms (200 is on time)</text>");
        foreach (var (ms, text) in new[] { (10, "10"), (100, "100"), (1_000, "1 s"), (10_000, "10 s") })
        {
            Grid(Log(ms, AgeTop, AgeHeight), text);
        }

        foreach (var (ms, text) in new[] { (10, "10"), (200, "200"), (2_000, "2 s") })
        {
            Grid(Log(ms, AudioTop, AudioHeight), text);
        }

        foreach (var (name, colour) in Pair)
        {
            var ages = StreamMeasures.Ages(trace.Logs[name], lengthMs);
            var each = ages.Length * 200 / lengthMs == 0 ? 1 : 20;
            Line(colour, ages.Chunk(each).Select((chunk, i) => (X(i * each * 10.0), Log(chunk.Max(), AgeTop, AgeHeight))));
            Line(colour, trace.Logs[name].Audio.Where(frame => frame.CapturedMs < lengthMs && frame.ArrivedMs >= 0).Chunk(10)
                .Select(chunk => (X(chunk[0].CapturedMs), Log(chunk.Max(frame => frame.ArrivedMs - frame.CapturedMs), AudioTop, AudioHeight))));
        }

        Add($"<text class=\"title\" x=\"{Left}\" y=\"{TicksTop - 8}\">ours: decisions (point at one for its reason)</text>");
        foreach (var decision in trace.Logs[TraceCase.Ours].Decisions.Where(decision => decision.AtMs < lengthMs).Take(MaxTitleDecisions))
        {
            var colour = Reasons.FirstOrDefault(reason => reason.Reason == decision.Reason).Colour ?? "c3";
            Add($"<line class=\"tick {colour}\" x1=\"{X(decision.AtMs):F1}\" x2=\"{X(decision.AtMs):F1}\" y1=\"{TicksTop}\" y2=\"{TicksTop + TicksHeight}\"><title>{decision.AtMs / 1_000.0:0.00} s, {decision.Reason}: {WebUtility.HtmlEncode(decision.Explanation)}</title></line>");
        }

        for (var ms = 0; ms <= lengthMs; ms += Math.Max(10_000, lengthMs / 150_000 * 10_000))
        {
            Add($"<text x=\"{X(ms):F1}\" y=\"{Height - 6}\" text-anchor=\"middle\">{ms / 1_000} s</text>");
        }

        return svg.Append("</svg>").ToString();

        void Grid(double y, string text)
        {
            Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\"/><text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{text}</text>");
        }

        void Line(string colour, IEnumerable<(double X, double Y)> points) =>
            Add($"<polyline class=\"{colour}\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1},{point.Y:F1}")))}\"/>");
    }

    private static readonly (string Name, string Colour)[] Pair = [(TraceCase.Obs, "c1"), (TraceCase.Ours, "c0")];

    // Real senders are under way when a trace begins and say what they have then; simulated ones begin with it.
    private static double FirstBps(string name, StreamLog log) =>
        log.Decisions is [{ AtMs: 0 } first, ..] ? first.VideoBps : name == TraceCase.Obs ? TraceCase.VideoBps : BitrateLimits.FirstVideoBps;

    private static IEnumerable<long> Steps(long lengthMs)
    {
        for (long ms = 0; ms < lengthMs; ms += StepMs)
        {
            yield return ms;
        }
    }

    // A staircase: a rate holds until the next one.
    private static IEnumerable<(double Ms, double Bps)> Rates(IEnumerable<LoggedDecision> decisions, long lengthMs, double firstBps)
    {
        var bps = firstBps;
        yield return (0, bps);
        foreach (var decision in decisions.Where(decision => decision.AtMs < lengthMs))
        {
            yield return (decision.AtMs, bps);
            bps = decision.VideoBps;
            yield return (decision.AtMs, bps);
        }

        yield return (lengthMs, bps);
    }

    private static void Outages(bool[] canCarryAudio, long lengthMs, Action<long, long> add)
    {
        long? fromMs = null;
        for (var ms = 0; ms <= lengthMs; ms++)
        {
            var isOutage = ms < lengthMs && !canCarryAudio[ms];
            if (isOutage)
            {
                fromMs ??= ms;
            }
            else if (fromMs is { } begun)
            {
                add(begun, ms);
                fromMs = null;
            }
        }
    }
}
