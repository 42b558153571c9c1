using CrossLive.Rooms;
using MessagePack;
using Orleans;

namespace CrossLive.RedPackets;

/// <summary>A red packet is announced; the event's sequence is its id.</summary>
/// <param name="Kind">How it is parted.</param>
/// <param name="Total">What is in it.</param>
/// <param name="Count">How many parts.</param>
/// <param name="Message">Words on it, cleaned, or null.</param>
/// <param name="StartsAtUnixMs">From when it can be taken: every client opens it at this instant of the room's clock.</param>
/// <param name="ExpiresAtUnixMs">When what is left goes back.</param>
/// <param name="Commitment">See <see cref="RedPacketDraw.Commit"/>.</param>
/// <param name="Seed">The secret itself: in the log, and in no frame to a viewer before <see cref="RedPacketEnded"/> tells it. Null where the event came over the wire.</param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.packetOpened"), MessagePackObject]
public sealed record RedPacketOpened(
    [property: Id(0), Key(0)] RedPacketKind Kind,
    [property: Id(1), Key(1)] Money Total,
    [property: Id(2), Key(2)] long Count,
    [property: Id(3), Key(3)] string? Message,
    [property: Id(4), Key(4)] long StartsAtUnixMs,
    [property: Id(5), Key(5)] long ExpiresAtUnixMs,
    [property: Id(6), Key(6)] string Commitment,
    [property: Id(7), Key(7)] string? Seed = null) : RoomEventBody;

/// <summary>Somebody took a part of a red packet.</summary>
/// <param name="Packet">Sequence of <see cref="RedPacketOpened"/>.</param>
/// <param name="Place">1 for the first part.</param>
/// <param name="Amount">What it holds.</param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.packetGrabbed"), MessagePackObject]
public sealed record RedPacketGrabbed(
    [property: Id(0), Key(0)] long Packet,
    [property: Id(1), Key(1)] long Place,
    [property: Id(2), Key(2)] Money Amount) : RoomEventBody;

/// <summary>A red packet is over: all of it was taken, or its time is.</summary>
/// <param name="Packet">Sequence of <see cref="RedPacketOpened"/>.</param>
/// <param name="Returned">What was left and goes back to the operator; 0 where all was taken.</param>
/// <param name="Seed">The secret that the parts were drawn with.</param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.packetEnded"), MessagePackObject]
public sealed record RedPacketEnded(
    [property: Id(0), Key(0)] long Packet,
    [property: Id(1), Key(1)] Money Returned,
    [property: Id(2), Key(2)] string Seed) : RoomEventBody;
