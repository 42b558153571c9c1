using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="HubMethods.Delete"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="MessageSequence">Sequence of the message.</param>
[MessagePackObject]
public sealed record DeleteCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("d"), JsonPropertyName("d")] long MessageSequence) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Mute"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Platform">The person's platform.</param>
/// <param name="UserId">The person's id there.</param>
/// <param name="DurationMs">For how long; null = until unmuted.</param>
[MessagePackObject]
public sealed record MuteCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("p"), JsonPropertyName("p")] string? Platform,
    [property: Key("i"), JsonPropertyName("i")] string? UserId,
    [property: Key("ms"), JsonPropertyName("ms")] long? DurationMs = null) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Unmute"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Platform">The person's platform.</param>
/// <param name="UserId">The person's id there.</param>
[MessagePackObject]
public sealed record UnmuteCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("p"), JsonPropertyName("p")] string? Platform,
    [property: Key("i"), JsonPropertyName("i")] string? UserId) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Slow"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="IntervalMs">Between two messages of one viewer; 0 = off. Null where it is missing, which must not turn slow mode off.</param>
[MessagePackObject]
public sealed record SlowCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("ms"), JsonPropertyName("ms")] long? IntervalMs) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Words"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Words">Replaces the list. Null where it is missing, which must not empty the list; an entry can be null, too.</param>
[MessagePackObject]
public sealed record WordsCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("w"), JsonPropertyName("w")] IReadOnlyList<string?>? Words) : IKeyedCall;
