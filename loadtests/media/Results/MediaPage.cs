using System.Globalization;
using System.Net;
using System.Text;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Results;

/// <summary>A run as one HTML file without anything from elsewhere.</summary>
internal static class MediaPage
{
    private const string Css = """
        .plot{padding:12px;border-radius:10px;background:var(--card);margin:10px 0 22px}.plot svg text{font:12px system-ui,sans-serif}.plot svg text.title{font-weight:600}
        .capacity{fill:var(--c3);opacity:.28;stroke:none}.outage{fill:var(--bad);opacity:.13}.plot polyline{stroke-width:1.4}.tick{stroke-width:1.5}
        .legend{display:flex;flex-wrap:wrap;gap:6px 18px;font-size:13px;color:var(--soft);margin-bottom:6px}.legend .box{opacity:.5}
        """;

    /// <summary>The page.</summary>
    public static string Of(MediaResults results)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Bitrate on changing links</title><style>")
            .Append(ReportStyle.Css).Append(Css).Append("</style><h1>Bitrate on changing links</h1><p>")
            .Append(CultureInfo.InvariantCulture, $"Each trace played for {results.Seconds} s {WebUtility.HtmlEncode(results.How)}, {WebUtility.HtmlEncode(results.Data)}. ")
            .Append("Shown is the first pass. Red ground: the link cannot carry audio.</p>").Append(BarTable.Html(results.Bars));
        foreach (var played in results.Played)
        {
            var trace = played.Result;
            html.Append(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(trace.Trace)}</h2><p>{trace.MeanKbps:0} kbps in the mean; {trace.OutageShare * 100:0.0} % of the time is outage.</p>");
            html.Append("<div class=\"plot\"><div class=\"legend\"><span><i class=\"key c3\"></i>capacity</span><span><i class=\"key c0\"></i>ours</span><span><i class=\"key c1\"></i>OBS' dynamic bitrate</span>");
            foreach (var (reason, colour) in TimelinePlot.Reasons)
            {
                html.Append(CultureInfo.InvariantCulture, $"<span><i class=\"key {colour}\"></i>{reason}</span>");
            }

            html.Append("</div>").Append(TimelinePlot.Of(played, AudioCapacity.Of(played.Link, results.Seconds * 1_000))).Append("</div>");
        }

        if (results.Traces.All(trace => trace.Senders.ContainsKey(TraceCase.Oracle)))
        {
            html.Append("<h2>Use of the link against audio that is late</h2><p>What may be on its way decides both. Left to right: ours, eager, full; alone: the oracle, which knows the link ahead.</p><div class=\"charts\">");
            foreach (var trace in results.Traces)
            {
                html.Append(Chart(trace));
            }

            html.Append("</div>");
        }

        return html.Append("<h2>All figures</h2><pre class=\"scroll\">").Append(WebUtility.HtmlEncode(MediaTable.Of(results))).Append("</pre></html>\n").ToString();
    }

    private static string Chart(TraceResult trace)
    {
        (double, double) Point(string name) => (trace.Senders[name].LinkUse, (1 - trace.Senders[name].AudioOnTime) * 100);
        ChartLine Cross(string name, int colour) => Point(name) is var (x, y) ? new ChartLine(name, colour, [(x - 0.012, y), (x + 0.012, y)]) : throw new InvalidOperationException();
        return SvgChart.Of(
            $"{trace.Trace}: audio late, %, by use of the link",
            [new ChartLine(TraceCase.Ours, 0, [Point(TraceCase.Ours), Point(TraceCase.Eager), Point(TraceCase.Full)]), Cross(TraceCase.Oracle, 4), Cross(TraceCase.Obs, 1)],
            [(0, "0"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (0.97, "100 %")],
            isLogarithmic: true);
    }
}
