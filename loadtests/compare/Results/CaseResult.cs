using System.Text.Json.Serialization;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>What one system did in one case: medians over rounds. A figure that a case does not have is null.</summary>
internal sealed record CaseResult
{
    /// <summary>A thread of the swarm that was busier than this is worth a warning.</summary>
    public const double BusyShare = 0.85;

    /// <summary>An event that was published later than this, in ms, is worth a warning.</summary>
    public const double LateMs = 100;

    /// <summary>In <see cref="More"/>: by how many bytes the server's memory grew from when everybody was in to the window's end.</summary>
    public const string MemoryGrowth = "memoryGrowthBytes";

    /// <summary>In <see cref="More"/>: the share of the server's CPU in the window that .NET's recompiling took (0 where the compiler's thread went in it).</summary>
    public const string CompilerShare = "compilerShare";

    /// <summary>The case's name.</summary>
    [JsonPropertyName("case"), JsonPropertyOrder(-8)]
    public required string Case { get; init; }

    /// <summary>The system's name.</summary>
    [JsonPropertyName("system"), JsonPropertyOrder(-7)]
    public required string System { get; init; }

    /// <summary>CPU time of the server's process in the window over the events that viewers got in it, in µs.</summary>
    [JsonPropertyName("cpuUsPerDelivery"), JsonPropertyOrder(-6)]
    public double? CpuUsPerDelivery { get; init; }

    /// <summary>Events that came, of those that were due in the window, over all viewers.</summary>
    [JsonPropertyName("deliveredShare"), JsonPropertyOrder(-5)]
    public double? DeliveredShare { get; init; }

    /// <summary>WebSocket messages with events a second, over all viewers.</summary>
    [JsonPropertyName("framesPerSecond"), JsonPropertyOrder(-4)]
    public double? FramesPerSecond { get; init; }

    /// <summary>Median from an event's due time to a viewer, in ms.</summary>
    [JsonPropertyName("p50Ms"), JsonPropertyOrder(-3)]
    public double? P50Ms { get; init; }

    /// <summary>99th percentile of it.</summary>
    [JsonPropertyName("p99Ms"), JsonPropertyOrder(-2)]
    public double? P99Ms { get; init; }

    /// <summary>Server memory of a connection above the empty server.</summary>
    [JsonPropertyName("bytesPerConnection"), JsonPropertyOrder(-1)]
    public double? BytesPerConnection { get; init; }

    /// <summary>Events a second that viewers got, all together.</summary>
    [JsonPropertyName("deliveriesPerSecond")]
    public double? DeliveriesPerSecond { get; init; }

    /// <summary>Bytes of WebSocket messages with events a second, all viewers together.</summary>
    [JsonPropertyName("bytesPerSecond")]
    public double? BytesPerSecond { get; init; }

    /// <summary>The server's CPU in the window: 1 is one core.</summary>
    [JsonPropertyName("serverCores")]
    public double? ServerCores { get; init; }

    /// <summary>The swarm's busiest thread in the window: 1 is all of a core.</summary>
    [JsonPropertyName("swarmThreadShare")]
    public double? SwarmThreadShare { get; init; }

    /// <summary>By how much an event was published late at most, in ms.</summary>
    [JsonPropertyName("publishedLateMs")]
    public double? PublishedLateMs { get; init; }

    /// <summary>Events that say that a chat was left out under overload.</summary>
    [JsonPropertyName("thinned")]
    public long Thinned { get; init; }

    /// <summary>How many viewers there were.</summary>
    [JsonPropertyName("viewers")]
    public int Viewers { get; init; }

    /// <summary>Rounds that the figures are medians of.</summary>
    [JsonPropertyName("rounds")]
    public int Rounds { get; init; }

    /// <summary>CPU of each round, in µs for each delivery: ratios are taken within a round, from windows that are seconds apart.</summary>
    [JsonPropertyName("cpuUsPerDeliveryByRound")]
    public IReadOnlyList<double>? CpuUsPerDeliveryByRound { get; init; }

    /// <summary>Gaps, repeats, disorder, lost connections.</summary>
    [JsonPropertyName("problems")]
    public long Problems { get; init; }

    /// <summary>More figures of this case, by name.</summary>
    [JsonPropertyName("more")]
    public IReadOnlyDictionary<string, double>? More { get; init; }

    /// <summary>What it was like over time and over percentiles; for the report only.</summary>
    [JsonIgnore]
    public Curves? Curves { get; init; }

    /// <summary>The median of several rounds, figure by figure; the curves of the round whose CPU is the median.</summary>
    public static CaseResult MedianOf(IReadOnlyList<CaseResult> rounds)
    {
        var byCpu = rounds.OrderBy(round => round.CpuUsPerDelivery ?? round.P99Ms).ToArray();
        return rounds[0] with
        {
            CpuUsPerDelivery = Median(rounds, round => round.CpuUsPerDelivery),
            DeliveredShare = Median(rounds, round => round.DeliveredShare),
            FramesPerSecond = Median(rounds, round => round.FramesPerSecond),
            P50Ms = Median(rounds, round => round.P50Ms),
            P99Ms = Median(rounds, round => round.P99Ms),
            BytesPerConnection = Median(rounds, round => round.BytesPerConnection),
            DeliveriesPerSecond = Median(rounds, round => round.DeliveriesPerSecond),
            BytesPerSecond = Median(rounds, round => round.BytesPerSecond),
            ServerCores = Median(rounds, round => round.ServerCores),
            SwarmThreadShare = rounds.Max(round => round.SwarmThreadShare),
            PublishedLateMs = rounds.Max(round => round.PublishedLateMs),
            Thinned = rounds.Sum(round => round.Thinned),
            Problems = rounds.Sum(round => round.Problems),
            Rounds = rounds.Count,
            CpuUsPerDeliveryByRound = rounds.All(round => round.CpuUsPerDelivery is not null) ? [.. rounds.Select(round => round.CpuUsPerDelivery!.Value)] : null,
            More = rounds[0].More?.Keys.ToDictionary(name => name, name => Median(rounds, round => round.More?.GetValueOrDefault(name)) ?? 0, StringComparer.Ordinal),
            Curves = byCpu[(byCpu.Length - 1) / 2].Curves,
        };
    }

    /// <summary>CPU for each delivery over that of a peer: the median of the ratios of each round (of two middle ones the higher); null where one of both has no such figure.</summary>
    public double? CpuRatioTo(CaseResult peer)
    {
        if (CpuUsPerDeliveryByRound is not { } ours || peer.CpuUsPerDeliveryByRound is not { } theirs || ours.Count != theirs.Count)
        {
            return CpuUsPerDelivery / peer.CpuUsPerDelivery;
        }

        double[] ratios = [.. ours.Zip(theirs, (our, their) => our / their).Order()];
        return ratios.Length == 0 ? null : ratios[ratios.Length / 2];
    }

    /// <summary>The middle value; of two, the lower one: a value that was seen.</summary>
    public static double? Median(IReadOnlyList<CaseResult> rounds, Func<CaseResult, double?> figure)
    {
        double[] values = [.. rounds.Select(figure).OfType<double>().Order()];
        return values.Length == 0 ? null : values[(values.Length - 1) / 2];
    }
}
