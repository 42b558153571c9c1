using CrossLive.FlashSales;
using CrossLive.LoadTests.Swarm.Claims;

namespace CrossLive.LoadTests.Claims;

/// <summary>The sale of the load tests: one SKU, decided by arrival, a day to pay.</summary>
internal static class SaleTerms
{
    /// <summary>The price of one piece, in minor units.</summary>
    public const long PriceMinorUnits = 9_900;

    /// <summary>A day.</summary>
    public const long LongPayWithinMs = SaleLimits.MaxPayWithinMs;

    /// <summary>What is sold.</summary>
    public static SaleOffer Offer(string sale, long stock, long opensAtUnixMs, long limitPerBuyer = SaleLimits.MaxLimitPerBuyer) => new(
        sale, "A sale of the load tests", "sku-1", [new Money(PriceMinorUnits, HubClaimWire.Currency)], stock, [], limitPerBuyer, LongPayWithinMs, opensAtUnixMs, null, FairWindowMs: 0, HumanFloorMs: 0, TieUs: 1);
}
