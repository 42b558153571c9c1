using CrossLive.Rooms;
using Orleans;

namespace CrossLive.RedPackets;

/// <summary>Announces a red packet. Operator. Its id is the sequence of the event that comes of it.</summary>
/// <param name="Kind">How it is parted.</param>
/// <param name="Total">What is in it, at most <see cref="RedPacketLimits.MaxTotalMinorUnits"/>.</param>
/// <param name="Count">How many parts, 1 to <see cref="RedPacketLimits.MaxCount"/>, at most one for each minor unit.</param>
/// <param name="Message">Words on it, or null.</param>
/// <param name="StartsAtUnixMs">From when it can be taken; null or past = at once.</param>
/// <param name="ExpiresAtUnixMs">When what is left goes back.</param>
/// <param name="Seed">The secret that the parts are drawn with, <see cref="RedPacketLimits.SeedLength"/> hexadecimal characters. The room's grain sets it; what a caller gave is written over.</param>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.packetOpen")]
public sealed record OpenRedPacket(
    [property: Id(0)] RedPacketKind Kind,
    [property: Id(1)] Money Total,
    [property: Id(2)] long Count,
    [property: Id(3)] string? Message,
    [property: Id(4)] long? StartsAtUnixMs,
    [property: Id(5)] long ExpiresAtUnixMs,
    [property: Id(6)] string? Seed = null) : RoomCommandBody;

/// <summary>Takes a part of a red packet; each human has one, see <see cref="Person.BuyerKey"/>.</summary>
/// <param name="Packet">Sequence of <see cref="RedPacketOpened"/>.</param>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.packetGrab")]
public sealed record GrabRedPacket([property: Id(0)] long Packet) : RoomCommandBody;
