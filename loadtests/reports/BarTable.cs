using System.Globalization;
using System.Net;
using System.Text;

namespace CrossLive.LoadTests.Reports;

/// <summary>Bars as a table: for the terminal and Markdown pages, and for HTML.</summary>
public static class BarTable
{
    /// <summary>In Markdown.</summary>
    public static string Markdown(IEnumerable<Bar> bars)
    {
        var text = new StringBuilder("| case | bar | seen | |\n|---|---|---|---|\n");
        foreach (var bar in bars)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {bar.Case} | {bar.What} | {bar.Seen} | {(bar.Holds ? "holds" : "**does not hold**")} |\n");
        }

        return text.ToString();
    }

    /// <summary>In HTML, with <see cref="ReportStyle.Css"/>'s classes.</summary>
    public static string Html(IEnumerable<Bar> bars)
    {
        var html = new StringBuilder("<h2>Bars</h2><div class=\"scroll\"><table><tr><th>case<th class=\"left\">bar<th>seen<th></tr>");
        foreach (var bar in bars)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{WebUtility.HtmlEncode(bar.Case)}<td class=\"left wrap\">{WebUtility.HtmlEncode(bar.What)}<td class=\"wrap\">{WebUtility.HtmlEncode(bar.Seen)}<td class=\"{(bar.Holds ? "good\">holds" : "bad\">does not hold")}</tr>");
        }

        return html.Append("</table></div>").ToString();
    }
}
