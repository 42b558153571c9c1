using System.Globalization;
using System.Net;
using System.Text;
using CrossLive.LoadTests.Fairness.Measures;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>A run as one HTML file without anything from elsewhere.</summary>
internal static class FairnessPage
{
    /// <summary>The page.</summary>
    public static string Of(FairnessResults results)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Fair order</title><style>")
            .Append(ReportStyle.Css).Append("</style><h1>Fair order: fairness against waiting</h1><p>")
            .Append(CultureInfo.InvariantCulture, $"{results.Servers} servers × {results.Buyers} buyers in {results.Cities} cities, seed {results.Seed}, {WebUtility.HtmlEncode(results.Data)}. ")
            .Append("The window is counted from the opening; claims after it are served by arrival. Down-link shares of 40 to 60 %.</p><div class=\"charts\">")
            .Append(Chart("pairs in the wrong order, %", 0, point => (1 - point.Pairs.All) * 100, results, isLogarithmic: true))
            .Append(Chart("pairs at most 50 ms apart in the wrong order, %", 1, point => (1 - point.Pairs.Near) * 100, results, isLogarithmic: true))
            .Append(Chart("fastest tenth served, with a stock for a tenth, %", 2, point => point.FastestServed * 100, results, isLogarithmic: false))
            .Append(Chart("mean wait for the window's end, ms", 4, point => point.MeanWaitMs, results, isLogarithmic: false))
            .Append("</div>").Append(BarTable.Html(results.Bars)).Append("<h2>Beside what there was</h2><pre class=\"scroll\">")
            .Append(WebUtility.HtmlEncode(FairnessTable.Settings(results))).Append("</pre><h2>The curve</h2><pre class=\"scroll\">")
            .Append(WebUtility.HtmlEncode(FairnessTable.Curve(results)));
        return html.Append("</pre></html>\n").ToString();
    }

    private static string Chart(string title, int colour, Func<CurvePoint, double> value, FairnessResults results, bool isLogarithmic) => SvgChart.Of(
        title,
        [new ChartLine(title, colour, [.. results.Curve.Select(point => (point.WindowMs / (double)CurvePoint.MaxWindowMs, value(point)))])],
        [(0, "0"), (0.5, "window 250 ms"), (0.96, "500")],
        isLogarithmic);
}
