namespace CrossLive.LoadTests.Media.Measures;

/// <summary>Percentiles of values, the nearest from above.</summary>
internal static class Percentile
{
    /// <summary>Of values; 0 of none.</summary>
    public static double Of(IEnumerable<long> values, double share)
    {
        long[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
