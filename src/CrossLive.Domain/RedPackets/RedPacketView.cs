using MessagePack;
using Orleans;

namespace CrossLive.RedPackets;

/// <summary>A red packet that is announced or open, as viewers see it.</summary>
/// <param name="Packet">Its id: the sequence of <see cref="RedPacketOpened"/>.</param>
/// <param name="OpenedBy">Name of who opened it.</param>
/// <param name="Kind">How it is parted.</param>
/// <param name="Total">What was in it.</param>
/// <param name="Count">How many parts it had.</param>
/// <param name="Message">Words on it, or null.</param>
/// <param name="StartsAtUnixMs">From when it can be taken.</param>
/// <param name="ExpiresAtUnixMs">When what is left goes back.</param>
/// <param name="Commitment">See <see cref="RedPacketDraw.Commit"/>.</param>
/// <param name="LeftCount">How many parts are left.</param>
/// <param name="LeftMinorUnits">What they hold together.</param>
/// <param name="Luckiest">Who has the largest part so far, the first where there are several; null before the first.</param>
/// <param name="RecentTakers">The newest takers, oldest first, at most <see cref="RedPacketLimits.RecentTakers"/>.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RedPacketView"), MessagePackObject]
public sealed record RedPacketView(
    [property: Id(0), Key(0)] long Packet,
    [property: Id(1), Key(1)] string OpenedBy,
    [property: Id(2), Key(2)] RedPacketKind Kind,
    [property: Id(3), Key(3)] Money Total,
    [property: Id(4), Key(4)] long Count,
    [property: Id(5), Key(5)] string? Message,
    [property: Id(6), Key(6)] long StartsAtUnixMs,
    [property: Id(7), Key(7)] long ExpiresAtUnixMs,
    [property: Id(8), Key(8)] string Commitment,
    [property: Id(9), Key(9)] long LeftCount,
    [property: Id(10), Key(10)] long LeftMinorUnits,
    [property: Id(11), Key(11)] RedPacketTaker? Luckiest,
    [property: Id(12), Key(12)] IReadOnlyList<RedPacketTaker> RecentTakers);

/// <summary>Somebody who has a part of a red packet.</summary>
/// <param name="Platform">The person's platform.</param>
/// <param name="Id">The person's id there.</param>
/// <param name="Name">What is shown.</param>
/// <param name="Place">1 for the first part.</param>
/// <param name="MinorUnits">What the part holds, in the packet's currency.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RedPacketTaker"), MessagePackObject]
public sealed record RedPacketTaker(
    [property: Id(0), Key(0)] string Platform,
    [property: Id(1), Key(1)] string Id,
    [property: Id(2), Key(2)] string Name,
    [property: Id(3), Key(3)] long Place,
    [property: Id(4), Key(4)] long MinorUnits);
