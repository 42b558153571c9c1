using MessagePack;

namespace CrossLive.Orders;

/// <summary>What the room remembers of an order.</summary>
/// <param name="Platform">The shop's platform.</param>
/// <param name="OrderId">The shop's id.</param>
/// <param name="Amounts">What it comes to, frozen; null where nobody has said yet.</param>
/// <param name="Sale">The sale that it belongs to, or null.</param>
/// <param name="IsPaid">It was paid.</param>
/// <param name="IsCancelled">It was cancelled.</param>
[MessagePackObject]
public sealed record KnownOrder(
    [property: Key(0)] string Platform,
    [property: Key(1)] string OrderId,
    [property: Key(2)] OrderAmounts? Amounts,
    [property: Key(3)] string? Sale,
    [property: Key(4)] bool IsPaid,
    [property: Key(5)] bool IsCancelled);
