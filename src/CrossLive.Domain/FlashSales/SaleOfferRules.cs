using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>What an offer has to be.</summary>
internal static class SaleOfferRules
{
    /// <summary>Why it cannot be sold, in words for the operator; null where it can.</summary>
    public static string? WhyNot(SaleOffer offer, long nowUnixMs)
    {
        if (!SaleId.IsWellFormed(offer.SaleId))
        {
            return $"A sale's id has 1 to {SaleLimits.MaxIdLength} letters, digits, '-' and '_'.";
        }

        if (!OpaqueId.IsWellFormed(offer.Title, RoomLimits.MaxTitleLength) || !OpaqueId.IsWellFormed(offer.ProductId, SaleLimits.MaxIdLength))
        {
            return $"A sale has a title of 1 to {RoomLimits.MaxTitleLength} and a product id of 1 to {SaleLimits.MaxIdLength} characters, none of them a control character.";
        }

        if (offer.Stock is < 1 or > SaleLimits.MaxStock)
        {
            return $"The stock is 1 to {SaleLimits.MaxStock} pieces.";
        }

        return WhyNotPrices(offer) ?? WhyNotBuckets(offer) ?? WhyNotTerms(offer) ?? WhyNotTimes(offer)
            ?? (offer.OpensAtUnixMs <= nowUnixMs ? "The opening time has passed already." : null);
    }

    /// <summary>Why its times do not fit each other; null where they do.</summary>
    public static string? WhyNotTimes(SaleOffer offer) =>
        offer.OpensAtUnixMs is < 0 or > RoomLimits.MaxUnixMs || offer.ClosesAtUnixMs is < 0 or > RoomLimits.MaxUnixMs ? "Times are milliseconds since 1970, before the year 10000."
        : offer.ClosesAtUnixMs <= offer.OpensAtUnixMs + offer.FairWindowMs ? "It closes after its opening and its fairness window."
        : null;

    /// <summary>True where two offers are the same in everything.</summary>
    public static bool AreEqual(SaleOffer left, SaleOffer right) =>
        left with { Prices = [], Buckets = [] } is var l && right with { Prices = [], Buckets = [] } is var r
        && l with { Prices = r.Prices, Buckets = r.Buckets } == r
        && left.Prices.SequenceEqual(right.Prices) && left.Buckets.SequenceEqual(right.Buckets);

    private static string? WhyNotPrices(SaleOffer offer) =>
        offer.Prices.Count is 0 or > SaleLimits.MaxPrices ? $"A sale has 1 to {SaleLimits.MaxPrices} prices."
        : offer.Prices.FirstOrDefault(price => !Currency.IsKnown(price.CurrencyCode)) is { CurrencyCode: not null } unknown ? $"'{unknown.CurrencyCode}' is no ISO 4217 code in capitals."
        : offer.Prices.Any(price => price.MinorUnits is < 1 or > SaleLimits.MaxPriceMinorUnits) ? $"A price is 1 to {SaleLimits.MaxPriceMinorUnits} minor units."
        : offer.Prices.Select(price => price.CurrencyCode).Distinct(StringComparer.Ordinal).Count() != offer.Prices.Count ? "A currency has one price."
        : null;

    private static string? WhyNotBuckets(SaleOffer offer) =>
        offer.Buckets.Count > SaleLimits.MaxBuckets || offer.Buckets.Any(bucket => !PlatformId.IsWellFormed(bucket.Platform)) ? $"At most {SaleLimits.MaxBuckets} platforms, by their names, have pieces of their own."
        : offer.Buckets.Select(bucket => bucket.Platform).Distinct(StringComparer.Ordinal).Count() != offer.Buckets.Count ? "A platform is named once."
        : offer.Buckets.Any(bucket => bucket.Count is < 1 or > SaleLimits.MaxStock) || offer.Buckets.Sum(bucket => bucket.Count) > offer.Stock ? "The platforms' pieces are 1 or more each, and together no more than the stock."
        : null;

    private static string? WhyNotTerms(SaleOffer offer) =>
        offer.LimitPerBuyer is < 1 or > SaleLimits.MaxLimitPerBuyer ? $"A buyer may have 1 to {SaleLimits.MaxLimitPerBuyer} pieces."
        : offer.PayWithinMs is < SaleLimits.MinPayWithinMs or > SaleLimits.MaxPayWithinMs ? $"The time to pay is {SaleLimits.MinPayWithinMs} to {SaleLimits.MaxPayWithinMs} ms."
        : offer.FairWindowMs is < 0 or > SaleLimits.MaxFairWindowMs ? $"The fairness window is 0 to {SaleLimits.MaxFairWindowMs} ms."
        : offer.HumanFloorMs is < 0 or > SaleLimits.MaxHumanFloorMs ? $"The floor of an answer is 0 to {SaleLimits.MaxHumanFloorMs} ms."
        : offer.TieUs is < 1 or > SaleLimits.MaxTieUs ? $"The tie is 1 to {SaleLimits.MaxTieUs} µs."
        : null;
}
