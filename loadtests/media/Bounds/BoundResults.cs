using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrossLive.LoadTests.Media.Bounds;

/// <summary>What a sender or a policy comes to on a trace.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Who">Sender or policy.</param>
/// <param name="Use">Use of the link.</param>
/// <param name="AudioOnTime">Audio on time where the link can carry it.</param>
internal sealed record BoundRow(
    [property: JsonPropertyName("trace")] string Trace,
    [property: JsonPropertyName("who")] string Who,
    [property: JsonPropertyName("use")] double Use,
    [property: JsonPropertyName("audioOnTime")] double AudioOnTime);

/// <summary>All of a run.</summary>
/// <param name="Seed">The encoder's seed for the senders that were played.</param>
/// <param name="Data">Where the traces are from.</param>
/// <param name="Rows">The figures.</param>
internal sealed record BoundResults(
    [property: JsonPropertyName("seed")] int Seed,
    [property: JsonPropertyName("data")] string Data,
    [property: JsonPropertyName("rows")] IReadOnlyList<BoundRow> Rows)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>As a file holds it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>As a table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("| trace | who | use of the link | audio ≤ 200 ms |\n|---|---|---|---|\n");
        foreach (var row in Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Trace} | {row.Who} | {row.Use:0.000} | {row.AudioOnTime:0.0000} |\n");
        }

        return text.ToString();
    }
}
