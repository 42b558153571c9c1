using MessagePack;
using Orleans;

namespace CrossLive.FlashSales;

/// <summary>What a flash sale sells, for how much, to whom, and when. Fixed once it is scheduled; only its times can be moved.</summary>
/// <param name="SaleId">1 to <see cref="SaleLimits.MaxIdLength"/> letters, digits, '-' and '_'; unique in its room for ever.</param>
/// <param name="Title">What is shown, 1 to 200 characters.</param>
/// <param name="ProductId">The shop's id of the product, 1 to <see cref="SaleLimits.MaxIdLength"/> characters.</param>
/// <param name="Prices">What one piece costs, a price for each currency; nothing is converted.</param>
/// <param name="Stock">Pieces in all, 1 to <see cref="SaleLimits.MaxStock"/>.</param>
/// <param name="Buckets">Pieces of those that only buyers who come from one platform can have; the rest is everybody's. Empty = all is everybody's.</param>
/// <param name="LimitPerBuyer">Pieces for one buyer over all platforms.</param>
/// <param name="PayWithinMs">Time to pay, from the reservation.</param>
/// <param name="OpensAtUnixMs">T: the instant at which it opens everywhere.</param>
/// <param name="ClosesAtUnixMs">When it takes no more claims; null = until somebody closes it.</param>
/// <param name="FairWindowMs">For so long after T claims are gathered and then decided by how fast their buyers answered; 0 = by arrival.</param>
/// <param name="HumanFloorMs">An answer faster than this counts as this: a program that fires at T gains nothing over a quick hand.</param>
/// <param name="TieUs">The declared uncertainty in µs: answers closer together than that are drawn by lot.</param>
[GenerateSerializer, Immutable, Alias("crosslive.SaleOffer"), MessagePackObject]
public sealed record SaleOffer(
    [property: Id(0), Key(0)] string SaleId,
    [property: Id(1), Key(1)] string Title,
    [property: Id(2), Key(2)] string ProductId,
    [property: Id(3), Key(3)] IReadOnlyList<Money> Prices,
    [property: Id(4), Key(4)] long Stock,
    [property: Id(5), Key(5)] IReadOnlyList<PlatformStock> Buckets,
    [property: Id(6), Key(6)] long LimitPerBuyer,
    [property: Id(7), Key(7)] long PayWithinMs,
    [property: Id(8), Key(8)] long OpensAtUnixMs,
    [property: Id(9), Key(9)] long? ClosesAtUnixMs,
    [property: Id(10), Key(10)] long FairWindowMs,
    [property: Id(11), Key(11)] long HumanFloorMs,
    [property: Id(12), Key(12)] long TieUs);

/// <summary>Pieces that only buyers who come from one platform can have.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.PlatformStock"), MessagePackObject]
public readonly record struct PlatformStock([property: Id(0), Key(0)] string Platform, [property: Id(1), Key(1)] long Count);
