using System.Globalization;
using System.Text;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>Results and bars as tables in Markdown: for the terminal and for the page alike.</summary>
internal static class ResultTable
{
    /// <summary>The results, a line for each case and system.</summary>
    public static string Of(IReadOnlyList<CaseResult> results)
    {
        var text = new StringBuilder("| case | system | µs CPU / delivery | delivered | deliveries/s | frames/s | p50 ms | p99 ms | KB / connection | server cores |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var r in results)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {r.Case} | {r.System} | {Text(r.CpuUsPerDelivery, "F2")} | {Text(r.DeliveredShare * 100, "F2")}{(r.DeliveredShare is null ? "" : " %")} | {Text(r.DeliveriesPerSecond, "N0")} | {Text(r.FramesPerSecond, "N0")} | {Text(r.P50Ms, "F1")} | {Text(r.P99Ms, "F1")} | {Text(r.BytesPerConnection / 1024, "F1")} | {Text(r.ServerCores, "F2")} |\n");
        }

        return text.ToString();
    }

    /// <summary>The bars.</summary>
    public static string Of(IReadOnlyList<Bar> bars)
    {
        var text = new StringBuilder("| case | bar | seen | |\n|---|---|---|---|\n");
        foreach (var bar in bars)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {bar.Case} | {bar.What} | {bar.Seen} | {(bar.Holds ? "holds" : "**DOES NOT HOLD**")} |\n");
        }

        return text.ToString();
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
