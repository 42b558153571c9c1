namespace CrossLive.Rooms;

/// <summary>How far a room has come: what goes over the stream to consumers that may lag. They read the events themselves with <see cref="IRoomGrain.ReadAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.RoomHead")]
public sealed record RoomHead([property: Id(0)] Position Head);
