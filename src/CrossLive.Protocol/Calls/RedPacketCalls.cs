using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="HubMethods.Packet"/>. The packet's id is the answer's sequence.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Kind">fixed or lucky.</param>
/// <param name="MinorUnits">What is in it; missing reads as 0, which the room refuses.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Count">How many parts; missing reads as 0, which the room refuses.</param>
/// <param name="Message">Words on it, or null.</param>
/// <param name="StartsAtUnixMs">From when it can be taken, by the server's clock; null or past = at once.</param>
/// <param name="ExpiresAtUnixMs">When what is left goes back; missing reads as 0, which the room refuses.</param>
[MessagePackObject]
public sealed record PacketCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("kd"), JsonPropertyName("kd")] string? Kind,
    [property: Key("v"), JsonPropertyName("v")] long MinorUnits,
    [property: Key("c"), JsonPropertyName("c")] string? Currency,
    [property: Key("q"), JsonPropertyName("q")] long Count,
    [property: Key("m"), JsonPropertyName("m")] string? Message,
    [property: Key("st"), JsonPropertyName("st")] long? StartsAtUnixMs,
    [property: Key("ex"), JsonPropertyName("ex")] long ExpiresAtUnixMs) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Grab"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Packet">The packet's id: the sequence of its event.</param>
[MessagePackObject]
public sealed record GrabCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("d"), JsonPropertyName("d")] long Packet) : IKeyedCall;
