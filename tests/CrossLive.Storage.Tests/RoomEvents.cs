using System.Text.Json;
using CrossLive.FlashSales;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Storage.Tests;

/// <summary>Events to write: plain ones, and generated ones of every kind.</summary>
public static class RoomEvents
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 40],
        Gen.Const("直播间里的每一条弹幕"),
        Gen.Const("emoji 👩‍👩‍👧 \u202Ertl\u202C \0nul"),
        Gen.Const(new string('漢', RoomLimits.MaxTextLength)));

    private static readonly Gen<string?> TextOrNull = Gen.OneOf(Text.Select(t => (string?)t), Gen.Const((string?)null));
    private static readonly Gen<long?> LongOrNull = Gen.OneOf(Gen.Long.Select(n => (long?)n), Gen.Const((long?)null));

    private static readonly Gen<IReadOnlyList<PlatformCount>> Counts =
        Gen.Select(Text, Gen.Long, (p, n) => new PlatformCount(p, n)).List[0, 4].Select(l => (IReadOnlyList<PlatformCount>)l);

    private static readonly Gen<Money?> MoneyOrNull =
        Gen.OneOf(Gen.Long.Select(n => (Money?)new Money(n, "KWD")), Gen.Const((Money?)null));

    /// <summary>Every kind of event's body, in the order of its number in the log.</summary>
    public static readonly IReadOnlyList<Gen<RoomEventBody>> Bodies =
    [
        Text.Select(t => (RoomEventBody)new RoomOpened(t)),
        Text.Select(t => (RoomEventBody)new RoomClosed(t)),
        Gen.Select(Text, TextOrNull, LongOrNull, (t, l, at) => (RoomEventBody)new ChatPosted(t, l, at)),
        Gen.Select(Counts, Counts, (l, v) => (RoomEventBody)new CountersMerged(l, v)),
        Gen.Select(Text, Text, Gen.Long, MoneyOrNull, Gen.Long, TextOrNull, TextOrNull, (id, n, q, v, c, ci, m) => (RoomEventBody)new GiftSent(id, n, q, v, c, ci, m)),
        TextOrNull.Select(t => (RoomEventBody)new Shared(t)),
        Gen.Const((RoomEventBody)new Followed()),
        Text.Select(t => (RoomEventBody)new Announced(t)),
        Gen.Select(Text, LongOrNull, (t, s) => (RoomEventBody)new Pinned(t, s)),
        Gen.Const((RoomEventBody)new Unpinned()),
        Gen.Long.Select(s => (RoomEventBody)new MessageDeleted(s)),
        Gen.Select(Text, Text, LongOrNull, (p, u, at) => (RoomEventBody)new UserMuted(p, u, at)),
        Gen.Select(Text, Text, (p, u) => (RoomEventBody)new UserUnmuted(p, u)),
        Gen.Long.Select(ms => (RoomEventBody)new SlowModeSet(ms)),
        Text.List[0, 4].Select(w => (RoomEventBody)new WordListSet(w)),
        Gen.Select(Text, Text, Gen.Long, TextOrNull, (id, title, n, seed) => (RoomEventBody)new SaleShown(SaleNewsKind.Drawn, new SaleView(
            new SaleOffer(id, title, "sku", [new Money(n, "KWD")], n, [new PlatformStock("twitch", n)], n, n, n, n, n, n, n), SalePhase.Open, n, n, n, n, n, "c0ffee", seed, seed, n))),
        Gen.Select(Gen.ULong, Text, Gen.Long, LongOrNull, (key, buyer, n, response) => (RoomEventBody)new SaleRound(
            [new ClaimTaken(new CommandKey(key, 7), key, buyer, "web", n, "KWD", n, response), new ClaimPaid(n, buyer, n), new SaleOpened()])),
        Gen.Select(Gen.Long, Text, TextOrNull, (n, commitment, seed) => (RoomEventBody)new RedPacketOpened(RedPacketKind.Lucky, new Money(n, "KWD"), n, seed, n, n, commitment, seed)),
        Gen.Long.Select(n => (RoomEventBody)new RedPacketGrabbed(n, n, new Money(n, "KWD"))),
        Gen.Select(Gen.Long, Text, (n, seed) => (RoomEventBody)new RedPacketEnded(n, new Money(n, "KWD"), seed)),
        Gen.Select(Text, Gen.Long, TextOrNull, (id, n, sale) => (RoomEventBody)new OrderRecorded(
            id, OrderStatus.Paid, n, [new OrderLine(id, sale, n)], new OrderAmounts(new Money(n, "AUD"), new Money(n, "USD")), sale, sale, sale)),
        Gen.Select(Gen.Bool, LongOrNull, (live, n) => (RoomEventBody)new StreamShown(live, (int?)n, (int?)n)),
    ];

    private static readonly Gen<Person> Actor =
        Gen.Select(Text, Text, Text, Gen.Enum<Role>(), (p, id, n, r) => new Person(p, id, n, r));

    private static readonly Gen<IReadOnlyList<EventKey>> Keys =
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, (h, l, f) => new EventKey(new CommandKey(h, l), f)).List[0, 3].Select(l => (IReadOnlyList<EventKey>)l);

    /// <summary>A batch of one kind of event.</summary>
    public static Gen<RoomEvent[]> BatchOf(Gen<RoomEventBody> body) =>
        from epoch in Gen.Long[1, long.MaxValue]
        from first in Gen.Long[1, 1L << 60]
        from parts in Gen.Select(Gen.Long, Actor, body, Keys).Array[1, 5]
        select parts.Select((p, i) => new RoomEvent(new Position(epoch, first + i), p.Item1, p.Item2, p.Item3, p.Item4)).ToArray();

    /// <summary>A batch of any kinds of events.</summary>
    public static readonly Gen<RoomEvent[]> AnyBatch = BatchOf(Gen.OneOf([.. Bodies]));

    /// <summary>Chats that follow each other.</summary>
    public static RoomEvent[] Chats(long epoch, long afterSequence, int count, string text = "hello") =>
        [.. Enumerable.Range(1, count).Select(i => Chat(epoch, afterSequence + i, text))];

    /// <summary>One chat.</summary>
    public static RoomEvent Chat(long epoch, long sequence, string text = "hello") => new(
        new Position(epoch, sequence),
        1_700_000_000_000 + sequence,
        new Person("twitch", "u" + (sequence % 7), "Viewer"),
        new ChatPosted(text, "en", null),
        [new EventKey(new CommandKey((ulong)sequence, 7), 1)]);

    /// <summary>An event as a text that holds everything in it, to compare by: records with lists in them are not equal by value.</summary>
    public static string Describe(RoomEvent e) =>
        $"{e.Position} {e.AtUnixMs} {JsonSerializer.Serialize(e.Actor)} {e.Body.GetType().Name} {(e.Body is SaleRound round ? string.Join(';', round.Changes) : JsonSerializer.Serialize<object>(e.Body))} {JsonSerializer.Serialize(e.Keys)}";
}
