using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.LoadTests.SignalRPeer;

/// <summary>An event as it is published.</summary>
public sealed record PublishedEvent(
    [property: JsonPropertyName("t")] string Kind,
    [property: JsonPropertyName("p")] string Platform,
    [property: JsonPropertyName("i")] string Id,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("m")] string Text);

/// <summary>An event as viewers get it: the fields of our own, under the same names.</summary>
[MessagePackObject]
public sealed record RoomEvent(
    [property: Key("t"), JsonPropertyName("t")] string Kind,
    [property: Key("s"), JsonPropertyName("s")] long Sequence,
    [property: Key("a"), JsonPropertyName("a")] long AtUnixMs,
    [property: Key("p"), JsonPropertyName("p")] string Platform,
    [property: Key("i"), JsonPropertyName("i")] string Id,
    [property: Key("n"), JsonPropertyName("n")] string Name,
    [property: Key("m"), JsonPropertyName("m")] string Text);

/// <summary>Numbers the room's events.</summary>
internal sealed class RoomCounter
{
    private long _last;

    /// <summary>The event with the next number.</summary>
    public RoomEvent Number(PublishedEvent e) =>
        new(e.Kind, Interlocked.Increment(ref _last), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), e.Platform, e.Id, e.Name, e.Text);
}
