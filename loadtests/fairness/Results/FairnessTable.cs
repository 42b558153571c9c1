using System.Globalization;
using System.Text;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>A run's figures as text.</summary>
internal static class FairnessTable
{
    /// <summary>What was seen, beside what there was without it.</summary>
    public static string Settings(FairnessResults results)
    {
        var text = new StringBuilder("| setting | release skew ms | broadcast ms | rule: pairs, near | server alone | arrival, one instant | arrival, broadcast | error ms p50 / p99 / p99.9 / most | server alone |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var s in results.Settings)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {s.Setting} | {s.ReleaseSkewMs:0.0} | {s.BroadcastSkewLeastMs:0}–{s.BroadcastSkewMostMs:0} | {Shares(s.Fair)} | {Shares(s.Measured)} | {Shares(s.Arrival)} | {Shares(s.BroadcastArrival)} | {Errors(s.CountedErrorMs)} | {Errors(s.ServerErrorMs)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The window's curve.</summary>
    public static string Curve(FairnessResults results)
    {
        var text = new StringBuilder("| window ms | claims in it % | pairs right | near pairs right | fastest tenth served % | mean wait ms | longest wait ms |\n|---|---|---|---|---|---|---|\n");
        foreach (var point in results.Curve)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {point.WindowMs} | {point.Inside * 100:0.0} | {point.Pairs.All:0.0000} | {point.Pairs.Near:0.0000} | {point.FastestServed * 100:0.0} | {point.MeanWaitMs:0} | {point.MostWaitMs:0} |\n");
        }

        return text.ToString();
    }

    private static string Shares(OrderShares shares) => string.Create(CultureInfo.InvariantCulture, $"{shares.All:0.0000}, {shares.Near:0.0000}");

    private static string Errors(double[] ms) => string.Join(" / ", ms.Select(error => error.ToString("0.0#", CultureInfo.InvariantCulture)));
}
