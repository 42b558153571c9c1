using System.Text.Json;
using System.Text.Json.Serialization;
using CrossLive.LoadTests.Fairness.Measures;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>A run, as it is written with <c>--json</c>.</summary>
internal sealed record FairnessResults
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The run's seed: the same seed and data give the same figures.</summary>
    [JsonPropertyName("seed")]
    public required int Seed { get; init; }

    /// <summary>Where the matrix is from.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Cities in it.</summary>
    [JsonPropertyName("cities")]
    public required int Cities { get; init; }

    /// <summary>Servers, and sales of each setting.</summary>
    [JsonPropertyName("servers")]
    public required int Servers { get; init; }

    /// <summary>Buyers of each sale.</summary>
    [JsonPropertyName("buyers")]
    public required int Buyers { get; init; }

    /// <summary>Symmetric, asymmetric, and asymmetric without near servers and with waits that persist.</summary>
    [JsonPropertyName("settings")]
    public required IReadOnlyList<SettingResult> Settings { get; init; }

    /// <summary>The most that a buyer was counted wrong by where no packet waits and no clock drifts, in µs.</summary>
    [JsonPropertyName("identityErrorUs")]
    public required double IdentityErrorUs { get; init; }

    /// <summary>What liars gained.</summary>
    [JsonPropertyName("lies")]
    public required IReadOnlyList<LieResult> Lies { get; init; }

    /// <summary>Honest pairs in the right order while others lie.</summary>
    [JsonPropertyName("honestAmongLiars")]
    public required OrderShares HonestAmongLiars { get; init; }

    /// <summary>What does not fit in a sale's published draw; and how many of the changes to it were found.</summary>
    [JsonPropertyName("draw")]
    public required DrawResult Draw { get; init; }

    /// <summary>Fairness against waiting.</summary>
    [JsonPropertyName("curve")]
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>What has to hold.</summary>
    [JsonPropertyName("bars")]
    public IReadOnlyList<Bar> Bars { get; init; } = [];

    /// <summary>As a file holds it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Indented);
}
