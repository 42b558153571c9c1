using CrossLive.FlashSales;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>Something that somebody wants to happen in a room. Decided by <see cref="Room"/>; nothing has happened before an event says so.</summary>
/// <param name="Actor">Who wants it.</param>
/// <param name="Body">What is wanted.</param>
/// <param name="Key">Makes a repeat recognisable; null where a repeat is harmless or the sender gave none.</param>
/// <param name="Fingerprint">Of the content, see <see cref="CommandKey.Fingerprint"/>; 0 = not compared.</param>
/// <param name="OccurredAtUnixMs">When it happened at its source, if the source says so; for display and insight only, never for order.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RoomCommand")]
public sealed record RoomCommand(
    [property: Id(0)] Person Actor,
    [property: Id(1)] RoomCommandBody Body,
    [property: Id(2)] CommandKey? Key = null,
    [property: Id(3)] ulong Fingerprint = 0,
    [property: Id(4)] long? OccurredAtUnixMs = null);

/// <summary>The kinds of command. One record each.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd")]
public abstract record RoomCommandBody;

/// <summary>Opens the room, or opens it again with another title. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.open")]
public sealed record OpenRoom([property: Id(0)] string Title) : RoomCommandBody;

/// <summary>Closes the room: it takes no more chat, likes or gifts until it is opened again. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.close")]
public sealed record CloseRoom([property: Id(0)] string Reason) : RoomCommandBody;

/// <summary>Says something. Text as the sender wrote it; the room cleans it.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.chat")]
public sealed record PostChat([property: Id(0)] string Text, [property: Id(1)] string? Language = null) : RoomCommandBody;

/// <summary>Likes, <paramref name="Count"/> of them at once. Merged per tick.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.like")]
public sealed record SendLikes([property: Id(0)] long Count) : RoomCommandBody;

/// <summary>Gives a gift. <paramref name="UnitPrice"/> is null where the platform does not say what it is worth.</summary>
/// <param name="GiftId">The platform's id of the gift, 1 to 64 characters.</param>
/// <param name="GiftName">What is shown, 1 to 64 characters.</param>
/// <param name="Quantity">How many at once, 1 to <see cref="RoomLimits.MaxGiftQuantity"/>.</param>
/// <param name="UnitPrice">What one is worth, &gt; 0.</param>
/// <param name="ComboId">The platform's id of a running combo, if it has one; else combos are by person and gift.</param>
/// <param name="Message">A text that came with it (super chat), or null.</param>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.gift")]
public sealed record SendGift(
    [property: Id(0)] string GiftId,
    [property: Id(1)] string GiftName,
    [property: Id(2)] long Quantity,
    [property: Id(3)] Money? UnitPrice,
    [property: Id(4)] string? ComboId = null,
    [property: Id(5)] string? Message = null) : RoomCommandBody;

/// <summary>Shared the room somewhere. <paramref name="Target"/> is where (a platform's name) or null.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.share")]
public sealed record Share([property: Id(0)] string? Target) : RoomCommandBody;

/// <summary>Followed or subscribed to the host.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.follow")]
public sealed record Follow : RoomCommandBody;

/// <summary>Viewers who came or left, on the actor's platform. Merged per tick.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.viewersDelta")]
public sealed record ChangeViewers([property: Id(0)] long Delta) : RoomCommandBody;

/// <summary>How many viewers the actor's platform has now. Merged per tick.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.viewersCount")]
public sealed record CountViewers([property: Id(0)] long Count) : RoomCommandBody;

/// <summary>Says something to everybody on every platform. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.announce")]
public sealed record Announce([property: Id(0)] string Text) : RoomCommandBody;

/// <summary>Pins a text, taken from a message where <paramref name="Sequence"/> is given. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.pin")]
public sealed record Pin([property: Id(0)] long? Sequence, [property: Id(1)] string? Text) : RoomCommandBody;

/// <summary>Takes the pin away. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.unpin")]
public sealed record Unpin : RoomCommandBody;

/// <summary>Deletes a message, named by its sequence here, or by its platform's key (a platform deleted it on its side). Moderator or platform.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.delete")]
public sealed record DeleteMessage([property: Id(0)] long? Sequence, [property: Id(1)] CommandKey? MessageKey = null) : RoomCommandBody;

/// <summary>Mutes a person. <paramref name="DurationMs"/> null = until unmuted. Moderator or platform.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.mute")]
public sealed record MuteUser([property: Id(0)] string Platform, [property: Id(1)] string UserId, [property: Id(2)] long? DurationMs) : RoomCommandBody;

/// <summary>Ends a mute. Moderator or platform.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.unmute")]
public sealed record UnmuteUser([property: Id(0)] string Platform, [property: Id(1)] string UserId) : RoomCommandBody;

/// <summary>How long a viewer waits between two messages; 0 = off. Moderator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.slow")]
public sealed record SetSlowMode([property: Id(0)] long IntervalMs) : RoomCommandBody;

/// <summary>The words that no message may hold; replaces the list. Moderator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.words")]
public sealed record SetWordList([property: Id(0)] IReadOnlyList<string> Words) : RoomCommandBody;

/// <summary>Shows what has become of a flash sale. From the sale itself.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.cmd.sale")]
public sealed record ShowSale([property: Id(0)] SaleNewsKind Kind, [property: Id(1)] SaleView View) : RoomCommandBody;
