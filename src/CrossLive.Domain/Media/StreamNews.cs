using CrossLive.Rooms;
using MessagePack;
using Orleans;

namespace CrossLive.Media;

/// <summary>The host's stream has begun, has changed its size, or has ended. Said by the room's media session.</summary>
/// <param name="IsLive">True while it comes in.</param>
/// <param name="WidthPx">Of its pictures; null where there are none or it is not known.</param>
/// <param name="HeightPx">Of its pictures; null where there are none or it is not known.</param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.stream"), MessagePackObject]
public sealed record StreamShown(
    [property: Id(0), Key(0)] bool IsLive,
    [property: Id(1), Key(1)] int? WidthPx,
    [property: Id(2), Key(2)] int? HeightPx) : RoomEventBody;

/// <summary>Shows whether the host's stream comes in. From the room's media session.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.stream")]
public sealed record ShowStream(
    [property: Id(0)] bool IsLive,
    [property: Id(1)] int? WidthPx,
    [property: Id(2)] int? HeightPx) : RoomCommandBody;

/// <summary>The host's stream, while it comes in.</summary>
/// <param name="SinceUnixMs">When it began.</param>
/// <param name="WidthPx">Null where there are no pictures or it is not known.</param>
/// <param name="HeightPx">Null where there are no pictures or it is not known.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamView"), MessagePackObject]
public sealed record StreamView(
    [property: Id(0), Key(0)] long SinceUnixMs,
    [property: Id(1), Key(1)] int? WidthPx,
    [property: Id(2), Key(2)] int? HeightPx);
