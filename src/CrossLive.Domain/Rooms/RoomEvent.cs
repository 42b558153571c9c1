using CrossLive.FlashSales;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using MessagePack;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>Something that happened in a room, at its place in the one order. What is in the log and what everybody sees.</summary>
/// <param name="Position">Epoch and sequence.</param>
/// <param name="AtUnixMs">When the room decided it, milliseconds since 1970 UTC by the sequencer's clock. Never goes back within a room.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Body">What happened.</param>
/// <param name="Keys">The repeats that this event answers; empty where its commands had no keys.</param>
[GenerateSerializer, Immutable, Alias("crosslive.RoomEvent"), MessagePackObject]
public sealed record RoomEvent(
    [property: Id(0), Key(0)] Position Position,
    [property: Id(1), Key(1)] long AtUnixMs,
    [property: Id(2), Key(2)] Person Actor,
    [property: Id(3), Key(3)] RoomEventBody Body,
    [property: Id(4), Key(4)] IReadOnlyList<EventKey> Keys)
{
    /// <summary>The event's sequence.</summary>
    [IgnoreMember]
    public long Sequence => Position.Sequence;
}

/// <summary>A command's key as it stands in the log, with the fingerprint of its content (0 = not compared).</summary>
[GenerateSerializer, Immutable, Alias("crosslive.EventKey"), MessagePackObject]
public readonly record struct EventKey([property: Id(0), Key(0)] CommandKey Key, [property: Id(1), Key(1)] ulong Fingerprint);

/// <summary>The kinds of event. The numbers are in the log for ever: never reuse one.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt")]
[Union(0, typeof(RoomOpened))]
[Union(1, typeof(RoomClosed))]
[Union(2, typeof(ChatPosted))]
[Union(3, typeof(CountersMerged))]
[Union(4, typeof(GiftSent))]
[Union(5, typeof(Shared))]
[Union(6, typeof(Followed))]
[Union(7, typeof(Announced))]
[Union(8, typeof(Pinned))]
[Union(9, typeof(Unpinned))]
[Union(10, typeof(MessageDeleted))]
[Union(11, typeof(UserMuted))]
[Union(12, typeof(UserUnmuted))]
[Union(13, typeof(SlowModeSet))]
[Union(14, typeof(WordListSet))]
[Union(15, typeof(SaleShown))]
[Union(16, typeof(SaleRound))]
[Union(25, typeof(RedPacketOpened))]
[Union(26, typeof(RedPacketGrabbed))]
[Union(27, typeof(RedPacketEnded))]
[Union(28, typeof(OrderRecorded))]
[Union(29, typeof(StreamShown))]
public abstract record RoomEventBody;

/// <summary>
/// What an edge passes on from a newer gateway without knowing the kind: it has its place in the order and changes nothing that this version shows.
/// Never in a log, never in a call between grains.
/// </summary>
public abstract record ForeignEvent : RoomEventBody;

/// <summary>The room is open under this title.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.opened"), MessagePackObject]
public sealed record RoomOpened([property: Id(0), Key(0)] string Title) : RoomEventBody;

/// <summary>The room is closed.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.closed"), MessagePackObject]
public sealed record RoomClosed([property: Id(0), Key(0)] string Reason) : RoomEventBody;

/// <summary>Somebody said something. Text is cleaned.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.chat"), MessagePackObject]
public sealed record ChatPosted(
    [property: Id(0), Key(0)] string Text,
    [property: Id(1), Key(1)] string? Language,
    [property: Id(2), Key(2)] long? OccurredAtUnixMs) : RoomEventBody;

/// <summary>What likes and viewer counts came to in a tick: totals, not differences, for the platforms that changed.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.counters"), MessagePackObject]
public sealed record CountersMerged(
    [property: Id(0), Key(0)] IReadOnlyList<PlatformCount> Likes,
    [property: Id(1), Key(1)] IReadOnlyList<PlatformCount> Viewers) : RoomEventBody;

/// <summary>A platform's total.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.PlatformCount"), MessagePackObject]
public readonly record struct PlatformCount([property: Id(0), Key(0)] string Platform, [property: Id(1), Key(1)] long Count);

/// <summary>A gift was given. <paramref name="Value"/> = unit price × quantity; null where its worth is not known.</summary>
/// <param name="GiftId">The platform's id of the gift.</param>
/// <param name="GiftName">What is shown.</param>
/// <param name="Quantity">How many in this event.</param>
/// <param name="Value">What the event is worth.</param>
/// <param name="Combo">How many the running combo has reached with this event.</param>
/// <param name="Message">A text that came with it, cleaned, or null.</param>
/// <param name="GiverTotal">
/// What the giver has given here in the currency with this gift, minor units: a total, so that whoever shows a top list needs no other events. Null
/// where the worth is not known.
/// </param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.gift"), MessagePackObject]
public sealed record GiftSent(
    [property: Id(0), Key(0)] string GiftId,
    [property: Id(1), Key(1)] string GiftName,
    [property: Id(2), Key(2)] long Quantity,
    [property: Id(3), Key(3)] Money? Value,
    [property: Id(4), Key(4)] long Combo,
    [property: Id(5), Key(5)] string? ComboId,
    [property: Id(6), Key(6)] string? Message,
    [property: Id(7), Key(7)] long? GiverTotal = null) : RoomEventBody;

/// <summary>The room was shared.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.shared"), MessagePackObject]
public sealed record Shared([property: Id(0), Key(0)] string? Target) : RoomEventBody;

/// <summary>The host was followed.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.followed"), MessagePackObject]
public sealed record Followed : RoomEventBody;

/// <summary>The operator said something to everybody.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.announced"), MessagePackObject]
public sealed record Announced([property: Id(0), Key(0)] string Text) : RoomEventBody;

/// <summary>A text is pinned; <paramref name="MessageSequence"/> is the message it came from, or null.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.pinned"), MessagePackObject]
public sealed record Pinned([property: Id(0), Key(0)] string Text, [property: Id(1), Key(1)] long? MessageSequence) : RoomEventBody;

/// <summary>Nothing is pinned any more.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.unpinned"), MessagePackObject]
public sealed record Unpinned : RoomEventBody;

/// <summary>A message is no longer to be shown.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.deleted"), MessagePackObject]
public sealed record MessageDeleted([property: Id(0), Key(0)] long MessageSequence) : RoomEventBody;

/// <summary>A person is muted until <paramref name="UntilUnixMs"/>, or until unmuted where null.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.muted"), MessagePackObject]
public sealed record UserMuted(
    [property: Id(0), Key(0)] string Platform,
    [property: Id(1), Key(1)] string UserId,
    [property: Id(2), Key(2)] long? UntilUnixMs) : RoomEventBody;

/// <summary>A mute has ended.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.unmuted"), MessagePackObject]
public sealed record UserUnmuted([property: Id(0), Key(0)] string Platform, [property: Id(1), Key(1)] string UserId) : RoomEventBody;

/// <summary>Viewers wait this long between two messages; 0 = off.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.slow"), MessagePackObject]
public sealed record SlowModeSet([property: Id(0), Key(0)] long IntervalMs) : RoomEventBody;

/// <summary>The words that no message may hold. Not shown to viewers.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.evt.words"), MessagePackObject]
public sealed record WordListSet([property: Id(0), Key(0)] IReadOnlyList<string> Words) : RoomEventBody;

/// <summary>What has become of a flash sale: the whole of what everybody may see of it, so that the newest one is enough.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="View">The sale right after it.</param>
[GenerateSerializer, Immutable, Alias("crosslive.evt.sale"), MessagePackObject]
public sealed record SaleShown([property: Id(0), Key(0)] SaleNewsKind Kind, [property: Id(1), Key(1)] SaleView View) : RoomEventBody;

/// <summary>A round of a sale's own log. Never in a room's log: it says who buys, and holds the lottery's seed.</summary>
[MessagePackObject]
public sealed record SaleRound([property: Key(0)] IReadOnlyList<SaleChange> Changes) : RoomEventBody;
