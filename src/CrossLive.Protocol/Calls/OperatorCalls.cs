using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="HubMethods.Open"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Title">The room's title.</param>
[MessagePackObject]
public sealed record OpenCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("m"), JsonPropertyName("m")] string? Title) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Close"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Reason">Shown to viewers.</param>
[MessagePackObject]
public sealed record CloseCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("m"), JsonPropertyName("m")] string? Reason) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Announce"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Text">What is said to everybody.</param>
[MessagePackObject]
public sealed record AnnounceCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("m"), JsonPropertyName("m")] string? Text) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Pin"/>: one of sequence and text.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="MessageSequence">Sequence of the message to pin, or null.</param>
/// <param name="Text">A text of its own to pin, or null.</param>
[MessagePackObject]
public sealed record PinCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("d"), JsonPropertyName("d")] long? MessageSequence = null,
    [property: Key("m"), JsonPropertyName("m")] string? Text = null) : IKeyedCall;

/// <summary>Argument of <see cref="HubMethods.Unpin"/>.</summary>
/// <param name="Key">Idempotency key.</param>
[MessagePackObject]
public sealed record UnpinCall([property: Key("k"), JsonPropertyName("k")] string? Key) : IKeyedCall;
