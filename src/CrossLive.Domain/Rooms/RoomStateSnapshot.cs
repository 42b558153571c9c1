using CrossLive.Gifts;
using CrossLive.Orders;
using CrossLive.RedPackets;
using MessagePack;

namespace CrossLive.Rooms;

/// <summary>A room's whole state as an immutable record, every list in an order that does not depend on how it came about.</summary>
/// <param name="View">What viewers see.</param>
/// <param name="EpochStarts">First position of each epoch, oldest first.</param>
/// <param name="Mutes">Handles and ends, sorted.</param>
/// <param name="LastSpoke">For slow mode, sorted by handle.</param>
/// <param name="Combos">Running combos, sorted by key.</param>
/// <param name="Words">The word list as given.</param>
/// <param name="PaidKeys">Oldest first.</param>
/// <param name="OrdinaryKeys">Oldest first.</param>
/// <param name="MergedKeys">Oldest first.</param>
/// <param name="Givers">What each giver has given, sorted.</param>
/// <param name="RedPackets">What open red packets hide, oldest first.</param>
/// <param name="Orders">Orders, oldest first.</param>
/// <param name="OrderTotals">What they come to, sorted.</param>
[MessagePackObject]
public sealed record RoomStateSnapshot(
    [property: Key(0)] RoomViewSnapshot View,
    [property: Key(1)] IReadOnlyList<Position> EpochStarts,
    [property: Key(2)] IReadOnlyList<KeyValuePair<string, long>> Mutes,
    [property: Key(3)] IReadOnlyList<KeyValuePair<string, long>> LastSpoke,
    [property: Key(4)] IReadOnlyList<KeyValuePair<string, Combo>> Combos,
    [property: Key(5)] IReadOnlyList<string> Words,
    [property: Key(6)] IReadOnlyList<KeptKey> PaidKeys,
    [property: Key(7)] IReadOnlyList<KeptKey> OrdinaryKeys,
    [property: Key(8)] IReadOnlyList<KeptKey> MergedKeys,
    [property: Key(15)] IReadOnlyList<GiverTotal> Givers,
    [property: Key(16)] IReadOnlyList<RedPacketSecret> RedPackets,
    [property: Key(17)] IReadOnlyList<KnownOrder> Orders,
    [property: Key(18)] IReadOnlyList<OrderTotal> OrderTotals)
{
    /// <summary>The version of this format, stored beside it. A snapshot of another version is passed over and the log is replayed.</summary>
    public const int FormatVersion = 2;
}
