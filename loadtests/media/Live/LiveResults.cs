using System.Text.Json;
using System.Text.Json.Serialization;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>A run of a case with the real product, as it is written with <c>--json</c>.</summary>
internal sealed record LiveResults
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The case.</summary>
    [JsonPropertyName("case")]
    public required string Case { get; init; }

    /// <summary>When it began.</summary>
    [JsonPropertyName("beganAt")]
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>How long it took, in s.</summary>
    [JsonPropertyName("seconds")]
    public required double Seconds { get; init; }

    /// <summary>The run's seed.</summary>
    [JsonPropertyName("seed")]
    public required int Seed { get; init; }

    /// <summary>Figures by name.</summary>
    [JsonPropertyName("figures")]
    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    /// <summary>What has to hold.</summary>
    [JsonPropertyName("bars")]
    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>As a file holds it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);
}
