using System.Text.Json.Serialization;
using CrossLive.Protocol.Frames;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="HubMethods.Join"/>. Whoever receives it checks it: a missing property is null.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">Epoch of the last event that the client has applied; null = none.</param>
/// <param name="Sequence">Its sequence; null = none.</param>
[MessagePackObject]
public sealed record JoinRequest(
    [property: Key("r"), JsonPropertyName("r")] string? Room,
    [property: Key("e"), JsonPropertyName("e")] long? Epoch = null,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null);

/// <summary>Answer to <see cref="HubMethods.Join"/>: refused, recovered (the missed events follow), or from a snapshot.</summary>
/// <param name="Ok">False where the room was not entered; <paramref name="Code"/> says why.</param>
/// <param name="Epoch">Epoch of the room's head, or of <paramref name="View"/>.</param>
/// <param name="Sequence">Sequence of the room's head, or of <paramref name="View"/>.</param>
/// <param name="AtUnixMs">The server's clock.</param>
/// <param name="Recovered">True where the client misses nothing.</param>
/// <param name="Why">Why it did not recover, see <see cref="JoinReasons"/>.</param>
/// <param name="View">What to start from where it did not recover.</param>
/// <param name="Me">Who the client is here.</param>
/// <param name="Gifts">What can be given.</param>
/// <param name="Code">Why it was refused, see <see cref="Rooms.Rejection"/>.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="RetryMs">How long to wait before the same call may work.</param>
/// <param name="History">For edges that asked for it: all events after this sequence follow, also those that <paramref name="View"/> holds already.</param>
[MessagePackObject]
public sealed record JoinReply(
    [property: Key("ok"), JsonPropertyName("ok")] bool Ok,
    [property: Key("e"), JsonPropertyName("e")] long? Epoch = null,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null,
    [property: Key("at"), JsonPropertyName("at")] long? AtUnixMs = null,
    [property: Key("rec"), JsonPropertyName("rec")] bool? Recovered = null,
    [property: Key("why"), JsonPropertyName("why")] string? Why = null,
    [property: Key("view"), JsonPropertyName("view")] ViewMessage? View = null,
    [property: Key("me"), JsonPropertyName("me")] Me? Me = null,
    [property: Key("gifts"), JsonPropertyName("gifts")] IReadOnlyList<GiftOffer>? Gifts = null,
    [property: Key("code"), JsonPropertyName("code")] string? Code = null,
    [property: Key("detail"), JsonPropertyName("detail")] string? Detail = null,
    [property: Key("retry"), JsonPropertyName("retry")] long? RetryMs = null,
    [property: Key("h"), JsonPropertyName("h")] long? History = null);

/// <summary>Who the client is in the room.</summary>
/// <param name="Platform">The person's platform.</param>
/// <param name="Id">The person's id there.</param>
/// <param name="Name">What is shown.</param>
/// <param name="Role">See <see cref="Rooms.Role"/>.</param>
[MessagePackObject]
public sealed record Me(
    [property: Key("p"), JsonPropertyName("p")] string? Platform,
    [property: Key("i"), JsonPropertyName("i")] string? Id,
    [property: Key("n"), JsonPropertyName("n")] string? Name,
    [property: Key("r"), JsonPropertyName("r")] int Role);

/// <summary>A gift of the server's catalog.</summary>
/// <param name="GiftId">What to send in <see cref="GiftCall"/>.</param>
/// <param name="Name">What is shown.</param>
/// <param name="MinorUnits">Price of one in minor units.</param>
/// <param name="Currency">ISO 4217 code.</param>
[MessagePackObject]
public sealed record GiftOffer(
    [property: Key("g"), JsonPropertyName("g")] string? GiftId,
    [property: Key("n"), JsonPropertyName("n")] string? Name,
    [property: Key("v"), JsonPropertyName("v")] long MinorUnits,
    [property: Key("c"), JsonPropertyName("c")] string? Currency);
