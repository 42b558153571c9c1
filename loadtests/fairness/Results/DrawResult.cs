using System.Text.Json.Serialization;
using CrossLive.FlashSales.Fairness;
using CrossLive.LoadTests.Fairness.Measures;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness.Results;

/// <summary>One sale's draw, published and checked; then changed in several ways and checked again.</summary>
/// <param name="Problems">What did not fit in the honest one.</param>
/// <param name="Changes">How many changes were tried.</param>
/// <param name="Found">How many of them were found.</param>
internal sealed record DrawResult(
    [property: JsonPropertyName("problems")] int Problems,
    [property: JsonPropertyName("changes")] int Changes,
    [property: JsonPropertyName("found")] int Found)
{
    /// <summary>Publishes and checks.</summary>
    public static DrawResult Of(Buyer[] sale, int seed)
    {
        var honest = Publish(sale, seed);
        PublishedDraw[] changed =
        [
            honest with { Seed = SaleOrder.SeedOf(seed + 1).Reveal() },
            honest with { Order = [honest.Order![1], honest.Order[0], .. honest.Order.Skip(2)] },
            honest with { Entries = [.. honest.Entries!.Skip(1)], Order = [.. honest.Order.Where(claim => claim != 0)] },
            honest with { TieUs = honest.TieUs * 100 },
            honest with { ListSha256 = honest.Commitment },
        ];
        return new DrawResult(DrawVerification.Check(honest).Count, changed.Length, changed.Count(draw => DrawVerification.Check(draw, honest.Commitment).Count > 0));
    }

    private static PublishedDraw Publish(Buyer[] sale, int seed)
    {
        var secret = SaleOrder.SeedOf(seed);
        var list = DrawEntries.Of(sale.Select((buyer, i) => new DrawEntry(i, DrawEntry.PseudonymOf(secret.Bytes, $"web/{i}"), buyer.CountedUs)));
        return new PublishedDraw("sale", secret.Commitment, secret.Reveal(), FairnessLimits.TieUs, list.Sha256, list.Lines, FairOrder.Sort(list.Entries, FairnessLimits.TieUs, secret.Bytes));
    }
}
