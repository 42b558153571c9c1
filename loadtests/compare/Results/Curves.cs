using CrossLive.LoadTests.Swarm.Measures;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>Curves of one system in one case.</summary>
/// <param name="DeliveredBySecond">Events that came in each second.</param>
/// <param name="P99MsBySecond">99th percentile of the events due in each second, in ms; null where none came.</param>
/// <param name="Percentiles">Latency in ms by percentile, rising.</param>
internal sealed record Curves(IReadOnlyList<double> DeliveredBySecond, IReadOnlyList<double?> P99MsBySecond, IReadOnlyList<(double Percentile, double Ms)> Percentiles)
{
    private static readonly double[] Shown = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99];

    /// <summary>The curves of a window in which something was delivered.</summary>
    public static Curves Of(WindowMeter window) => new(
        [.. window.ArrivedBySecond.Select(count => (double)count)],
        [.. window.BySecond.Select(second => second?.GetValueAtPercentile(99) / 1e3)],
        [.. Shown.Select(percentile => (percentile, window.LatencyUs.GetValueAtPercentile(percentile) / 1e3))]);
}
