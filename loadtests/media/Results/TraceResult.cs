using System.Text.Json.Serialization;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Media.Results;

/// <summary>One trace, played to every sender.</summary>
internal sealed record TraceResult
{
    /// <summary>The trace.</summary>
    [JsonPropertyName("trace")]
    public required string Trace { get; init; }

    /// <summary>Its mean capacity, in kbps.</summary>
    [JsonPropertyName("meanKbps")]
    public required double MeanKbps { get; init; }

    /// <summary>Share of the time in which it cannot carry audio; see <see cref="AudioCapacity"/>.</summary>
    [JsonPropertyName("outageShare")]
    public required double OutageShare { get; init; }

    /// <summary>Figures by sender.</summary>
    [JsonPropertyName("senders")]
    public required IReadOnlyDictionary<string, StreamMeasures> Senders { get; init; }

    /// <summary>By sender: what the link offered and nobody used, as shares of all, by <see cref="IdleReason"/>. Empty where it is not known.</summary>
    [JsonPropertyName("losses")]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Losses { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, double>>();
}

/// <summary>A trace and what became of the media, for the page.</summary>
/// <param name="Result">Its figures.</param>
/// <param name="Link">The link.</param>
/// <param name="Logs">By sender.</param>
internal sealed record PlayedTrace(TraceResult Result, LinkTrace Link, IReadOnlyDictionary<string, StreamLog> Logs);
