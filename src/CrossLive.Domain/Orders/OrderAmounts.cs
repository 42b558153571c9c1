using MessagePack;
using Orleans;

namespace CrossLive.Orders;

/// <summary>
/// What an order comes to for the shop and for the buyer. The two are one amount in two currencies, so they are the exchange rate, too, as a ratio of
/// two whole numbers: no third number that could disagree.
/// </summary>
/// <param name="Shop">In the shop's currency.</param>
/// <param name="Buyer">In the buyer's (Shopify: presentment) currency.</param>
[GenerateSerializer, Immutable, Alias("crosslive.OrderAmounts"), MessagePackObject]
public sealed record OrderAmounts([property: Id(0), Key(0)] Money Shop, [property: Id(1), Key(1)] Money Buyer);
