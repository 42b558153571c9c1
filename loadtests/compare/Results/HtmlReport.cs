using System.Globalization;
using System.Net;
using System.Text;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>A run as one HTML file without anything from elsewhere: bars, figures, curves for each case.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c2330;--soft:#5d6778;--line:#dfe3ea;--back:#fff;--card:#f7f8fa;--good:#15803d;--bad:#c02626;--c0:#0f62d6;--c1:#c2410c;--c2:#7c3aed;--c3:#64748b;--c4:#0d9488}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#9aa4b5;--line:#2c3340;--back:#12151b;--card:#1a1e26;--good:#4ade80;--bad:#f87171;--c0:#60a5fa;--c1:#fb923c;--c2:#a78bfa;--c3:#94a3b8;--c4:#2dd4bf}}
        body{margin:0 auto;max-width:1180px;padding:28px 20px 60px;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back)}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:36px 0 8px}p{color:var(--soft);margin:0 0 18px}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
        th,td{padding:6px 10px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th{color:var(--soft);font-weight:500}
        th:first-child,td:first-child,.left{text-align:left}.wrap{white-space:normal}.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:14px;margin-top:14px}figure{margin:0;padding:12px;border-radius:10px;background:var(--card)}
        figcaption{font-size:13px;color:var(--soft);margin-bottom:4px}svg{width:100%;height:auto;display:block}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
        .grid{stroke:var(--line)}polyline{fill:none;stroke-width:2;stroke-linejoin:round}.key{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
        .c0{stroke:var(--c0);background:var(--c0)}.c1{stroke:var(--c1);background:var(--c1)}.c2{stroke:var(--c2);background:var(--c2)}.c3{stroke:var(--c3);background:var(--c3)}.c4{stroke:var(--c4);background:var(--c4)}
        """;

    private const int Colours = 5;

    // The case stands above its table.
    private static readonly IReadOnlyList<(string Title, Func<CaseResult, string> Text)> Columns = [.. ResultTable.Columns.Skip(1)];

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<CaseResult> results, IReadOnlyList<Bar> bars, string machine)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Orleans.CrossLive load tests</title><style>")
            .Append(Style).Append("</style><h1>Fan-out, side by side</h1><p>").Append(Encode(machine)).Append("</p>");
        AppendBars(html, bars);
        string[] systems = [.. results.Select(result => result.System).Distinct()];
        foreach (var group in results.GroupBy(result => result.Case))
        {
            AppendCase(html, group.Key, [.. group], systems);
        }

        return html.Append("</html>\n").ToString();
    }

    private static void AppendBars(StringBuilder html, IReadOnlyList<Bar> bars)
    {
        html.Append("<h2>Bars</h2><div class=\"scroll\"><table><tr><th>case<th class=\"left\">bar<th>seen<th></tr>");
        foreach (var bar in bars)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(bar.Case)}<td class=\"left wrap\">{Encode(bar.What)}<td class=\"wrap\">{Encode(bar.Seen)}<td class=\"{(bar.Holds ? "good\">holds" : "bad\">does not hold")}</tr>");
        }

        html.Append("</table></div>");
    }

    private static void AppendCase(StringBuilder html, string name, IReadOnlyList<CaseResult> results, string[] systems)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(name)}</h2><div class=\"scroll\"><table><tr>");
        foreach (var (title, _) in Columns)
        {
            html.Append("<th>").Append(Encode(title));
        }

        foreach (var result in results)
        {
            html.Append("<tr>");
            foreach (var (title, text) in Columns)
            {
                var key = title == ResultTable.SystemColumn ? $"<span class=\"key c{ColourOf(systems, result)}\"></span>" : string.Empty;
                html.Append("<td>").Append(key).Append(Encode(text(result)));
            }
        }

        html.Append("</table></div>");
        CaseResult[] drawn = [.. results.Where(result => result.Curves is not null)];
        if (drawn.Length > 0)
        {
            html.Append("<div class=\"charts\">").Append(Delivered(drawn, systems)).Append(P99(drawn, systems)).Append(Percentiles(drawn, systems)).Append("</div>");
        }
    }

    private static string Delivered(CaseResult[] results, string[] systems) => SvgChart.Of(
        "events delivered each second",
        [.. results.Select(result => new ChartLine(result.System, ColourOf(systems, result), BySecond(result.Curves!.DeliveredBySecond.Select(count => (double?)count))))],
        Seconds(results),
        isLogarithmic: false);

    private static string P99(CaseResult[] results, string[] systems) => SvgChart.Of(
        "p99 of the events due in each second, ms",
        [.. results.Select(result => new ChartLine(result.System, ColourOf(systems, result), BySecond(result.Curves!.P99MsBySecond)))],
        Seconds(results),
        isLogarithmic: true);

    private static string Percentiles(CaseResult[] results, string[] systems) => SvgChart.Of(
        "latency by percentile, ms",
        [.. results.Select(result => new ChartLine(result.System, ColourOf(systems, result), [.. result.Curves!.Percentiles.Select(point => (AtPercentile(point.Percentile), point.Ms))]))],
        [(AtPercentile(1), "1"), (AtPercentile(50), "50"), (AtPercentile(90), "90"), (AtPercentile(99), "99"), (AtPercentile(99.9), "99.9"), (0.97, "99.99")],
        isLogarithmic: true);

    // Each further nine takes as much room as the one before: from the lowest percentile at 0 to 99.99 at 1.
    private static double AtPercentile(double percentile) => -Math.Log10(1 - (percentile / 100)) / 4;

    private static (double X, double Y)[] BySecond(IEnumerable<double?> values)
    {
        double?[] all = [.. values];
        return [.. all.Select((value, second) => (X: all.Length == 1 ? 0 : second / (double)(all.Length - 1), Y: value)).Where(point => point.Y is not null).Select(point => (point.X, point.Y!.Value))];
    }

    private static (double X, string Text)[] Seconds(CaseResult[] results)
    {
        var seconds = results.Max(result => result.Curves!.DeliveredBySecond.Count);
        return [(0, "1 s"), (0.97, $"{seconds} s")];
    }

    private static int ColourOf(string[] systems, CaseResult result) => Array.IndexOf(systems, result.System) % Colours;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
