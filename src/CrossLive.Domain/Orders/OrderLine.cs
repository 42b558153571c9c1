using MessagePack;
using Orleans;

namespace CrossLive.Orders;

/// <summary>One product of an order.</summary>
/// <param name="ProductId">The shop's id of the product, or null.</param>
/// <param name="Sku">The shop's stock keeping unit, or null.</param>
/// <param name="Quantity">How many.</param>
[GenerateSerializer, Immutable, Alias("crosslive.OrderLine"), MessagePackObject]
public sealed record OrderLine(
    [property: Id(0), Key(0)] string? ProductId,
    [property: Id(1), Key(1)] string? Sku,
    [property: Id(2), Key(2)] long Quantity);
