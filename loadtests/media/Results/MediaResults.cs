using System.Text.Json;
using System.Text.Json.Serialization;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Results;

/// <summary>A run, as it is written with <c>--json</c>.</summary>
internal sealed record MediaResults
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The run's seed: the same seed and data give the same figures.</summary>
    [JsonPropertyName("seed")]
    public required int Seed { get; init; }

    /// <summary>Where the traces are from.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>How long each was played, in s.</summary>
    [JsonPropertyName("seconds")]
    public required int Seconds { get; init; }

    /// <summary>What they were played to, in words that follow "played for so long".</summary>
    [JsonPropertyName("how")]
    public required string How { get; init; }

    /// <summary>By trace.</summary>
    [JsonPropertyName("traces")]
    public required IReadOnlyList<TraceResult> Traces { get; init; }

    /// <summary>The same with everything that the page shows.</summary>
    [JsonIgnore]
    public IReadOnlyList<PlayedTrace> Played { get; init; } = [];

    /// <summary>What has to hold.</summary>
    [JsonPropertyName("bars")]
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>As a file holds it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);
}
