using CrossLive.Rooms;
using Orleans;

namespace CrossLive.Orders;

/// <summary>A shop says that something happened to an order. Platform.</summary>
/// <param name="OrderId">The shop's id of the order.</param>
/// <param name="Status">What happened.</param>
/// <param name="Quantity">Pieces in all; 0 where the shop does not say.</param>
/// <param name="Lines">The products, at most <see cref="OrderLimits.MaxLines"/>; none where the shop does not say.</param>
/// <param name="Amounts">What it comes to; null where the shop does not say.</param>
/// <param name="Sale">The sale that it belongs to, or null.</param>
/// <param name="EventId">The shop's id of what happened, or null.</param>
/// <param name="DeliveryId">The shop's id of the message that told it, or null.</param>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.order")]
public sealed record RecordOrder(
    [property: Id(0)] string OrderId,
    [property: Id(1)] OrderStatus Status,
    [property: Id(2)] long Quantity,
    [property: Id(3)] IReadOnlyList<OrderLine> Lines,
    [property: Id(4)] OrderAmounts? Amounts,
    [property: Id(5)] string? Sale = null,
    [property: Id(6)] string? EventId = null,
    [property: Id(7)] string? DeliveryId = null) : RoomCommandBody;
