using System.Globalization;
using System.Net;
using System.Text;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>A run as one HTML file without anything from elsewhere: bars, figures, curves for each case.</summary>
internal static class HtmlReport
{
    private const int Colours = 5;

    // The case stands above its table.
    private static readonly IReadOnlyList<(string Title, Func<CaseResult, string> Text)> Columns = [.. ResultTable.Columns.Skip(1)];

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<CaseResult> results, IReadOnlyList<Bar> bars, string machine)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Orleans.CrossLive load tests</title><style>")
            .Append(ReportStyle.Css).Append("</style><h1>Fan-out, side by side</h1><p>").Append(Encode(machine)).Append("</p>");
        html.Append(BarTable.Html(bars));
        string[] systems = [.. results.Select(result => result.System).Distinct()];
        foreach (var group in results.GroupBy(result => result.Case))
        {
            AppendCase(html, group.Key, [.. group], systems);
        }

        return html.Append("</html>\n").ToString();
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
