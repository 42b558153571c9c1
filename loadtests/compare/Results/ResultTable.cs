using System.Globalization;
using System.Text;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>Results and bars as tables in Markdown: for the terminal and for the page alike.</summary>
internal static class ResultTable
{
    /// <summary>The column that names the system.</summary>
    public const string SystemColumn = "system";

    /// <summary>The columns: what stands above, and a result's text.</summary>
    public static readonly IReadOnlyList<(string Title, Func<CaseResult, string> Text)> Columns =
    [
        ("case", result => result.Case),
        (SystemColumn, result => result.System),
        ("µs CPU / delivery", result => Text(result.CpuUsPerDelivery, "F2")),
        ("delivered %", result => Text(result.DeliveredShare * 100, "F2")),
        ("deliveries/s", result => Text(result.DeliveriesPerSecond, "N0")),
        ("frames/s", result => Text(result.FramesPerSecond, "N0")),
        ("p50 ms", result => Text(result.P50Ms, "F1")),
        ("p99 ms", result => Text(result.P99Ms, "F1")),
        ("KB / connection", result => Text(result.BytesPerConnection / 1024, "F1")),
        ("server cores", result => Text(result.ServerCores, "F2")),
    ];

    /// <summary>The results, a line for each case and system.</summary>
    public static string Of(IReadOnlyList<CaseResult> results)
    {
        var text = new StringBuilder($"| {string.Join(" | ", Columns.Select(column => column.Title))} |\n|{string.Concat(Columns.Select(_ => "---|"))}\n");
        foreach (var result in results)
        {
            text.Append("| ").AppendJoin(" | ", Columns.Select(column => column.Text(result))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
