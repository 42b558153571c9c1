using System.Text.Json.Serialization;
using CrossLive.LoadTests.Fairness.Results;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness.Measures;

/// <summary>Fairness against waiting, for one length of the window.</summary>
/// <param name="WindowMs">Its length, from the opening.</param>
/// <param name="Pairs">Shares of pairs in the right order, all claims of the sale, those outside the window too.</param>
/// <param name="FastestServed">With a stock for one in ten: how many of the fastest tenth get a piece, as a share.</param>
/// <param name="Inside">Share of claims that came within the window.</param>
/// <param name="MeanWaitMs">How long a claim waits for the window's end, mean over all claims, in ms.</param>
/// <param name="MostWaitMs">The longest wait, in ms.</param>
internal sealed record CurvePoint(
    [property: JsonPropertyName("windowMs")] int WindowMs,
    [property: JsonPropertyName("pairs")] OrderShares Pairs,
    [property: JsonPropertyName("fastestServed")] double FastestServed,
    [property: JsonPropertyName("inside")] double Inside,
    [property: JsonPropertyName("meanWaitMs")] double MeanWaitMs,
    [property: JsonPropertyName("mostWaitMs")] double MostWaitMs)
{
    /// <summary>The longest window.</summary>
    public const int MaxWindowMs = 500;

    /// <summary>From one point to the next.</summary>
    public const int StepMs = 25;

    private const int OneIn = 10;

    /// <summary>The curve.</summary>
    public static CurvePoint[] Curve(IReadOnlyList<Buyer[]> sales, int seed) =>
        [.. Enumerable.Range(0, (MaxWindowMs / StepMs) + 1).Select(step => At(step * StepMs, sales, seed))];

    private static CurvePoint At(int windowMs, IReadOnlyList<Buyer[]> sales, int seed)
    {
        Buyer[][] orders = [.. sales.Select(sale => SaleOrder.Windowed(sale, windowMs * 1e3, seed))];
        double[] waits = [.. sales.SelectMany(sale => sale).Select(buyer => Math.Max(0, windowMs - (buyer.StampUs / 1e3)))];
        return new CurvePoint(
            windowMs,
            OrderShares.Of(orders.Select(PairOrder.Of)),
            orders.Average(Served),
            waits.Average(wait => wait > 0 ? 1 : 0),
            waits.Average(),
            waits.Max());
    }

    private static double Served(Buyer[] order)
    {
        var stock = Math.Max(1, order.Length / OneIn);
        return order.OrderBy(buyer => buyer.ResponseUs).Take(stock).Intersect(order.Take(stock)).Count() / (double)stock;
    }
}
