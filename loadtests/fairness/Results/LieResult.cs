using System.Text.Json.Serialization;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>What one way of lying gained.</summary>
/// <param name="Lie">The way.</param>
/// <param name="Transport">Whether the transport's own round trip is known.</param>
/// <param name="Liars">How many lied so.</param>
/// <param name="MedianGainMs">What they gained, in ms: median.</param>
/// <param name="MostGainMs">The most.</param>
/// <param name="MostBoundMs">The largest bound that one of them had.</param>
/// <param name="Beyond">How many gained more than their own bound.</param>
internal sealed record LieResult(
    [property: JsonPropertyName("lie")] string Lie,
    [property: JsonPropertyName("transportKnown")] bool Transport,
    [property: JsonPropertyName("liars")] int Liars,
    [property: JsonPropertyName("medianGainMs")] double MedianGainMs,
    [property: JsonPropertyName("mostGainMs")] double MostGainMs,
    [property: JsonPropertyName("mostBoundMs")] double MostBoundMs,
    [property: JsonPropertyName("beyondBound")] int Beyond)
{
    /// <summary>Of sales, by the way of lying.</summary>
    public static IEnumerable<LieResult> Of(IEnumerable<Buyer[]> sales, bool isTransportKnown) =>
        from buyer in sales.SelectMany(sale => sale)
        where buyer.Lie != Sales.Lie.None
        group buyer by buyer.Lie into liars
        orderby liars.Key
        select new LieResult(
            liars.Key.ToString(),
            isTransportKnown,
            liars.Count(),
            Measures.Percentile.Of(liars.Select(buyer => buyer.GainUs / 1e3), 0.5),
            liars.Max(buyer => buyer.GainUs / 1e3),
            liars.Max(buyer => BoundUs(buyer, isTransportKnown) / 1e3),
            liars.Count(buyer => buyer.GainUs > BoundUs(buyer, isTransportKnown)));

    // The connection's own spread; where nothing but the client's acknowledgements is known, half of what it delays all of them by on top.
    private static double BoundUs(Buyer buyer, bool isTransportKnown) =>
        buyer.Credit.SpreadUs + (!isTransportKnown && buyer.Lie == Sales.Lie.DelaysAll ? buyer.DelayUs / 2 : 0);
}
