using CrossLive.FlashSales;
using CrossLive.Gifts;
using CrossLive.Media;
using CrossLive.RedPackets;
using MessagePack;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>What viewers see of a room at one position, as an immutable record: sent to gateways, clients and into snapshots.</summary>
/// <param name="Head">The last event it includes.</param>
/// <param name="HeadAtUnixMs">That event's time; 0 before the first.</param>
/// <param name="IsOpen">True while the room takes chat and gifts.</param>
/// <param name="Title">The room's title.</param>
/// <param name="Pin">What is pinned, or null.</param>
/// <param name="SlowModeMs">Slow mode's interval; 0 = off.</param>
/// <param name="Likes">Totals by platform, sorted by platform.</param>
/// <param name="Viewers">Current viewers by platform, sorted by platform.</param>
/// <param name="GiftTotals">Totals by platform and currency, sorted.</param>
/// <param name="RecentMessages">The newest chat, gift and announcement events that are not deleted, oldest first, at most <see cref="RoomLimits.RecentMessages"/>.</param>
/// <param name="Sales">Flash sales, oldest first, at most <see cref="RoomLimits.MaxSales"/>.</param>
/// <param name="TopGivers">Who gave most, by currency: currencies in order of their codes, in each the largest total first, who reached it first where two are equal.</param>
/// <param name="RedPackets">Red packets that are announced or open, oldest first.</param>
/// <param name="Stream">The host's stream; null where none comes in.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RoomViewSnapshot"), MessagePackObject]
public sealed record RoomViewSnapshot(
    [property: Id(0), Key(0)] Position Head,
    [property: Id(1), Key(1)] long HeadAtUnixMs,
    [property: Id(2), Key(2)] bool IsOpen,
    [property: Id(3), Key(3)] string? Title,
    [property: Id(4), Key(4)] PinnedText? Pin,
    [property: Id(5), Key(5)] long SlowModeMs,
    [property: Id(6), Key(6)] IReadOnlyList<PlatformCount> Likes,
    [property: Id(7), Key(7)] IReadOnlyList<PlatformCount> Viewers,
    [property: Id(8), Key(8)] IReadOnlyList<GiftTotal> GiftTotals,
    [property: Id(9), Key(9)] IReadOnlyList<RoomEvent> RecentMessages,
    [property: Id(10), Key(10)] IReadOnlyList<SaleView> Sales,
    [property: Id(15), Key(15)] IReadOnlyList<TopGiver> TopGivers,
    [property: Id(16), Key(16)] IReadOnlyList<RedPacketView> RedPackets,
    [property: Id(17), Key(17)] StreamView? Stream = null);

/// <summary>What is pinned. <paramref name="MessageSequence"/> is the message it came from, or null.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.PinnedText"), MessagePackObject]
public sealed record PinnedText([property: Id(0), Key(0)] string Text, [property: Id(1), Key(1)] long? MessageSequence);

/// <summary>What one platform's gifts in one currency came to. Minor units; a total that would overflow stays at the largest value.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.GiftTotal"), MessagePackObject]
public readonly record struct GiftTotal([property: Id(0), Key(0)] string Platform, [property: Id(1), Key(1)] Money Total, [property: Id(2), Key(2)] long Quantity);
