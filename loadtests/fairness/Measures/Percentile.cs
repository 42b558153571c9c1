namespace CrossLive.LoadTests.Fairness.Measures;

/// <summary>Percentiles of few values.</summary>
internal static class Percentile
{
    /// <summary>The value below which this share of them lies, the nearest one that was seen.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }

    /// <summary>From the 1st to the 99th.</summary>
    public static double Skew(IReadOnlyList<double> values) => Of(values, 0.99) - Of(values, 0.01);
}
