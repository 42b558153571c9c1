using CrossLive.Rooms;
using MessagePack;
using Orleans;

namespace CrossLive.Orders;

/// <summary>Something happened to an order; the actor's platform is the shop's. Viewers are shown that it did, not whose order it is or what it comes to.</summary>
/// <param name="OrderId">The shop's id of the order; empty where the event came over the wire.</param>
/// <param name="Status">What happened.</param>
/// <param name="Quantity">Pieces in all; 0 where the shop does not say.</param>
/// <param name="Lines">The products.</param>
/// <param name="Amounts">What it comes to, as the order's first message said it: the rate is frozen with it. Null where the shop does not say.</param>
/// <param name="Sale">The sale that it belongs to, or null.</param>
/// <param name="EventId">The shop's id of what happened, or null.</param>
/// <param name="DeliveryId">The shop's id of the message that told it, or null.</param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.order"), MessagePackObject]
public sealed record OrderRecorded(
    [property: Id(0), Key(0)] string OrderId,
    [property: Id(1), Key(1)] OrderStatus Status,
    [property: Id(2), Key(2)] long Quantity,
    [property: Id(3), Key(3)] IReadOnlyList<OrderLine> Lines,
    [property: Id(4), Key(4)] OrderAmounts? Amounts,
    [property: Id(5), Key(5)] string? Sale,
    [property: Id(6), Key(6)] string? EventId,
    [property: Id(7), Key(7)] string? DeliveryId) : RoomEventBody;
