using System.Text.Json.Serialization;
using CrossLive.LoadTests.Fairness.Measures;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>Figures of the sales of one setting; each sale's room is on another server.</summary>
internal sealed record SettingResult
{
    /// <summary>The setting.</summary>
    [JsonPropertyName("setting")]
    public required string Setting { get; init; }

    /// <summary>99th less 1st percentile of when the button opened, in ms; of the sale where it is widest.</summary>
    [JsonPropertyName("releaseSkewMs")]
    public required double ReleaseSkewMs { get; init; }

    /// <summary>The same for an opening that is broadcast at the instant and shown on arrival: the sale where it is narrowest.</summary>
    [JsonPropertyName("broadcastSkewLeastMs")]
    public required double BroadcastSkewLeastMs { get; init; }

    /// <summary>And widest.</summary>
    [JsonPropertyName("broadcastSkewMostMs")]
    public required double BroadcastSkewMostMs { get; init; }

    /// <summary>Shares of pairs in the right order: by the rule.</summary>
    [JsonPropertyName("fair")]
    public required OrderShares Fair { get; init; }

    /// <summary>By the rule without any client's own figure.</summary>
    [JsonPropertyName("fairByServerAlone")]
    public required OrderShares Measured { get; init; }

    /// <summary>By arrival after an opening at one instant.</summary>
    [JsonPropertyName("arrival")]
    public required OrderShares Arrival { get; init; }

    /// <summary>By arrival after a broadcast opening.</summary>
    [JsonPropertyName("broadcastArrival")]
    public required OrderShares BroadcastArrival { get; init; }

    /// <summary>The sale in which the rule has the fewest pairs right.</summary>
    [JsonPropertyName("fairWorstSale")]
    public required double FairWorstSale { get; init; }

    /// <summary>What an honest buyer is counted wrong by, in ms, without sign: 50th, 99th and 99.9th percentile and the most.</summary>
    [JsonPropertyName("countedErrorMs")]
    public required double[] CountedErrorMs { get; init; }

    /// <summary>The same without any client's own figure.</summary>
    [JsonPropertyName("serverErrorMs")]
    public required double[] ServerErrorMs { get; init; }

    /// <summary>Puts the figures of sales together.</summary>
    public static SettingResult Of(string name, IReadOnlyList<Buyer[]> sales, int seed)
    {
        Buyer[] honest = [.. sales.SelectMany(sale => sale).Where(buyer => buyer.Lie == Lie.None)];
        double[] broadcast = [.. sales.Select(sale => Percentile.Skew([.. sale.Select(buyer => buyer.BroadcastUs / 1e3)]))];
        PairOrder[] fair = [.. sales.Select(sale => PairOrder.Of(SaleOrder.Fair(sale, seed)))];
        return new SettingResult
        {
            Setting = name,
            ReleaseSkewMs = sales.Max(sale => Percentile.Skew([.. sale.Select(buyer => buyer.OpenedUs / 1e3)])),
            BroadcastSkewLeastMs = broadcast.Min(),
            BroadcastSkewMostMs = broadcast.Max(),
            Fair = OrderShares.Of(fair),
            FairWorstSale = fair.Min(order => order.Share),
            Measured = OrderShares.Of(sales.Select(sale => PairOrder.Of(SaleOrder.Measured(sale, seed)))),
            Arrival = OrderShares.Of(sales.Select(sale => PairOrder.Of(SaleOrder.Arrival(sale)))),
            BroadcastArrival = OrderShares.Of(sales.Select(sale => PairOrder.Of(SaleOrder.BroadcastArrival(sale)))),
            CountedErrorMs = Errors(honest.Select(buyer => buyer.CountedUs - Floored(buyer.ResponseUs))),
            ServerErrorMs = Errors(honest.Select(buyer => buyer.MeasuredUs - Floored(buyer.ResponseUs))),
        };
    }

    private static double Floored(double responseUs) => Math.Max(responseUs, CrossLive.FlashSales.Fairness.FairnessLimits.HumanFloorMs * 1e3);

    private static double[] Errors(IEnumerable<double> us)
    {
        double[] errors = [.. us.Select(error => Math.Abs(error) / 1e3)];
        return [Percentile.Of(errors, 0.5), Percentile.Of(errors, 0.99), Percentile.Of(errors, 0.999), errors.Max()];
    }
}

/// <summary>Shares of pairs in the right order.</summary>
/// <param name="All">Of all pairs.</param>
/// <param name="Near">Of those at most 50 ms apart.</param>
internal sealed record OrderShares([property: JsonPropertyName("all")] double All, [property: JsonPropertyName("near")] double Near)
{
    /// <summary>Over several sales; pairs are within a sale.</summary>
    public static OrderShares Of(IEnumerable<PairOrder> orders)
    {
        var sum = orders.Aggregate((a, b) => a + b);
        return new OrderShares(sum.Share, sum.NearShare);
    }
}
