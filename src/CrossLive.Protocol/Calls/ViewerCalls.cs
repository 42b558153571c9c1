using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="HubMethods.Chat"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Text">What is said.</param>
/// <param name="Language">BCP 47, or null.</param>
[MessagePackObject]
public sealed record ChatCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("m"), JsonPropertyName("m")] string? Text,
    [property: Key("l"), JsonPropertyName("l")] string? Language = null) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Like"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Count">How many; missing reads as 0, which the room refuses.</param>
[MessagePackObject]
public sealed record LikeCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("n"), JsonPropertyName("n")] long Count) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Gift"/>. The server sets the price.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="GiftId">See <see cref="GiftOffer"/>.</param>
/// <param name="Quantity">How many; missing reads as 0, which the room refuses.</param>
[MessagePackObject]
public sealed record GiftCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("g"), JsonPropertyName("g")] string? GiftId,
    [property: Key("q"), JsonPropertyName("q")] long Quantity) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Share"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Target">Where to, or null.</param>
[MessagePackObject]
public sealed record ShareCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("to"), JsonPropertyName("to")] string? Target = null) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Follow"/>.</summary>
/// <param name="Key">Idempotency key.</param>
[MessagePackObject]
public sealed record FollowCall([property: Key("k"), JsonPropertyName("k")] string? Key) : IKeyedCall;
