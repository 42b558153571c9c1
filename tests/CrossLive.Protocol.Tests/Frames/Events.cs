using CrossLive.FlashSales;
using CrossLive.Gifts;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Protocol.Tests.Frames;

/// <summary>Events to send: one fixed frame with every kind, and generated ones.</summary>
internal static class Events
{
    public static readonly Person Host = new("web", "host-1", "主播", Role.Operator);
    public static readonly Person Connector = new("shopify-orders", "connector", "Shopify orders", Role.Platform);
    public static readonly Person Viewer = new("tiktok", "u7", "Ann \"🎈\" O'Hara");
    public static readonly Person Counter = new(PlatformId.Web, "counter", "counter", Role.Platform);

    private static SaleView Sale => new(
        new SaleOffer("lamp", "The blue lamp", "sku-1", [new Money(1_999, "EUR"), new Money(3_000, "JPY")], 10, [new PlatformStock("twitch", 3)], 2, 60_000, 1_700_000_060_000, null, 500, 150, 250),
        SalePhase.Open, 7, 2, 1, 0, 3, "c0ffee", "told", "beef", 3);

    /// <summary>A body of every kind; kinds with optional parts twice.</summary>
    public static IReadOnlyList<(Person Actor, RoomEventBody Body)> EveryKind { get; } =
    [
        (Host, new RoomOpened("Evening <show> & more")),
        (Viewer, new ChatPosted("hello", null, null)),
        (Viewer, new ChatPosted("你好 👋🏽\n\"\\", "zh-Hans", 1_700_000_000_123)),
        (Counter, new CountersMerged([new("tiktok", 7), new("web", RoomView.MaxTotal)], [new("web", 0)])),
        (Viewer, new GiftSent("rose", "Rose", 3, new Money(150, "USD"), 5, "combo-1", "for you")),
        (Viewer, new GiftSent("bits", "Bits", 1, null, 1, null, null)),
        (Viewer, new Shared(null)),
        (Viewer, new Shared("wechat")),
        (Viewer, new Followed()),
        (Host, new Announced("soon")),
        (Host, new Pinned("hello", 2)),
        (Host, new Pinned("rules", null)),
        (Host, new Unpinned()),
        (Host, new MessageDeleted(3)),
        (Host, new UserMuted("tiktok", "u7", null)),
        (Host, new UserMuted("tiktok", "u7", 1_700_000_999_000)),
        (Host, new UserUnmuted("tiktok", "u7")),
        (Host, new SlowModeSet(5_000)),
        (Host, new WordListSet(["secret", "words"])),
        (Host, new RedPacketOpened(RedPacketKind.Lucky, new Money(8_888, "CNY"), 66, "恭喜发财", 1_700_000_060_000, 1_700_000_120_000, "c0ffee", "secret")),
        (Host, new RedPacketOpened(RedPacketKind.Fixed, new Money(300, "KWD"), 3, null, 1_700_000_060_000, 1_700_000_120_000, "c0ffee", "secret")),
        (Viewer, new RedPacketGrabbed(1_020, 1, new Money(188, "CNY"))),
        (Host, new RedPacketEnded(1_020, new Money(0, "CNY"), "told")),
        (Viewer, new GiftSent("rose", "Rose", 1, new Money(50, "USD"), 6, null, null, 200)),
        (Connector, new OrderRecorded("secret", OrderStatus.Paid, 3, [new OrderLine("secret", "secret", 3)], new OrderAmounts(new Money(6_033, "AUD"), new Money(4_585, "USD")), "sale-1", "secret", "secret")),
        (Counter, new SaleShown(SaleNewsKind.Drawn, Sale)),
        (Host, new RoomClosed("bye")),
        (Counter, new StreamShown(true, 1_280, 720)),
        (Counter, new StreamShown(false, null, null)),
    ];

    public static RoomEvent[] FrameOfEveryKind { get; } =
        [.. EveryKind.Select((e, i) => new RoomEvent(new Position(4, 1_001 + i), 1_700_000_000_000 + i, e.Actor, e.Body, []))];

    private static readonly string[] Awkward = ["\"", "\\", "\0", "\u001e", "\u2028", "é", "主播", "👩‍👩‍👧", "\u202e", "\uFFFF", "</script>", "a\r\n\tb"];

    /// <summary>Text of any UTF-16, well-formed.</summary>
    public static readonly Gen<string> GenText = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 40],
        Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]).Array[1, 8].Select(string.Concat));

    /// <summary>Text that may hold lone surrogates.</summary>
    public static readonly Gen<string> GenAnyText = Gen.String[Gen.Char, 0, 20];

    public static readonly Gen<long> GenNumber = Gen.OneOf(Gen.Long[0, 300], Gen.Long[0, RoomView.MaxTotal]);

    public static Gen<RoomEvent[]> GenFrame(Gen<string> text) =>
        Gen.Select(GenNumber, Gen.Long[1, 1L << 50], GenEvent(text).Array[1, 30]).Select((epoch, first, events) =>
            events.Select((e, i) => e with { Position = new Position(epoch, first + i) }).ToArray());

    public static Gen<RoomViewSnapshot> GenView(Gen<string> text) =>
        from title in text.Null()
        from pin in Gen.Select(text, GenOptional).Select((m, d) => new PinnedText(m, d)).Null()
        from slow in GenNumber
        from likes in GenCounts(text)
        from viewers in GenCounts(text)
        from totals in Gen.Select(text, GenMoney(text), GenNumber).Select((p, m, q) => new GiftTotal(p, m, q)).Array[0, 5]
        from recent in GenEvent(text).Array[0, 10]
        from sales in GenSale(text).Array[0, 3]
        from top in Gen.Select(text, text, text, GenMoney(text), GenNumber).Select((p, i, n, total, d) => new TopGiver(p, i, n, total, d)).Array[0, 3]
        from packets in GenPacket(text).Array[0, 3]
        select new RoomViewSnapshot(Position.Start, 0, title is not null, title, pin, slow, likes, viewers, totals, recent, sales, top, packets);

    private static Gen<SaleView> GenSale(Gen<string> text) =>
        from id in text
        from title in text
        from prices in GenMoney(text).Array[0, 3]
        from buckets in Gen.Select(text, GenNumber).Select((p, n) => new PlatformStock(p, n)).Array[0, 3]
        from numbers in GenNumber.Array[14]
        from closes in GenOptional
        from seed in text.Null()
        from list in text.Null()
        select new SaleView(
            new SaleOffer(id, title, "sku", prices, numbers[0], buckets, numbers[1], numbers[2], numbers[3], closes, numbers[4], numbers[5], numbers[6]),
            (SalePhase)(numbers[7] % 6), numbers[8], numbers[9], numbers[10], numbers[11], numbers[12], "c0ffee", seed, list, numbers[13]);

    private static Gen<RedPacketKind> GenKind => Gen.OneOf(RedPacketKind.Fixed, RedPacketKind.Lucky);

    private static Gen<RedPacketView> GenPacket(Gen<string> text) =>
        from name in text
        from kind in GenKind
        from total in GenMoney(text)
        from message in text.Null()
        from numbers in GenNumber.Array[6]
        from commitment in text
        from luckiest in GenTaker(text).Null()
        from recent in GenTaker(text).Array[0, 3]
        select new RedPacketView(numbers[0], name, kind, total, numbers[1], message, numbers[2], numbers[3], commitment, numbers[4], numbers[5], luckiest, recent);

    private static Gen<RedPacketTaker> GenTaker(Gen<string> text) =>
        Gen.Select(text, text, text, GenNumber, GenNumber).Select((p, i, n, x, v) => new RedPacketTaker(p, i, n, x, v));

    private static Gen<long?> GenOptional => GenNumber.Select(n => n % 3 == 0 ? (long?)null : n);

    private static Gen<Money> GenMoney(Gen<string> text) => Gen.Select(GenNumber, text).Select((v, c) => new Money(v, c));

    private static Gen<PlatformCount[]> GenCounts(Gen<string> text) =>
        Gen.Select(text, GenNumber).Array[0, 4].Select(all => all.DistinctBy(c => c.Item1, StringComparer.Ordinal).Select(c => new PlatformCount(c.Item1, c.Item2)).ToArray());

    private static Gen<RoomEvent> GenEvent(Gen<string> text) =>
        Gen.Select(GenNumber, GenPerson(text), GenBody(text)).Select((at, actor, body) =>
            new RoomEvent(new Position(0, at), at, body is CountersMerged ? Counter : actor, body, []));

    private static Gen<Person> GenPerson(Gen<string> text) =>
        Gen.Select(text, text, text, Gen.Int[0, 3]).Select((p, i, n, r) => new Person(p, i, n, (Role)r));

    private static Gen<RoomEventBody> GenBody(Gen<string> text) => Gen.OneOf<RoomEventBody>(
        text.Select(m => (RoomEventBody)new RoomOpened(m)),
        text.Select(m => (RoomEventBody)new RoomClosed(m)),
        Gen.Select(text, text.Null(), GenOptional).Select((m, l, o) => (RoomEventBody)new ChatPosted(m, l, o)),
        Gen.Select(GenCounts(text), GenCounts(text)).Select((l, v) => (RoomEventBody)new CountersMerged(l, v)),
        Gen.Select(text, text, GenNumber, GenNumber, GenMoney(text), text.Null()).Select((g, n, q, x, v, m) =>
            (RoomEventBody)new GiftSent(g, n, q, q % 2 == 0 ? v : null, x, null, m, q % 4 == 0 ? v.MinorUnits + q : null)),
        Gen.Select(GenKind, GenMoney(text), GenNumber, text.Null(), GenNumber, text).Select((kind, total, count, m, at, h) =>
            (RoomEventBody)new RedPacketOpened(kind, total, count, m, at, at + count, h, null)),
        Gen.Select(Gen.OneOf(OrderStatus.Placed, OrderStatus.Paid, OrderStatus.Cancelled), GenNumber, text.Null()).Select((status, q, sale) =>
            (RoomEventBody)new OrderRecorded(string.Empty, status, q, [], null, sale, null, null)),
        Gen.Select(GenNumber, GenNumber, GenMoney(text)).Select((d, x, v) => (RoomEventBody)new RedPacketGrabbed(d, x, v)),
        Gen.Select(GenNumber, GenMoney(text), text).Select((d, v, seed) => (RoomEventBody)new RedPacketEnded(d, v, seed)),
        text.Null().Select(to => (RoomEventBody)new Shared(to)),
        Gen.Const((RoomEventBody)new Followed()),
        text.Select(m => (RoomEventBody)new Announced(m)),
        Gen.Select(text, GenOptional).Select((m, d) => (RoomEventBody)new Pinned(m, d)),
        Gen.Const((RoomEventBody)new Unpinned()),
        GenNumber.Select(d => (RoomEventBody)new MessageDeleted(d)),
        Gen.Select(text, text, GenOptional).Select((p, i, u) => (RoomEventBody)new UserMuted(p, i, u)),
        Gen.Select(text, text).Select((p, i) => (RoomEventBody)new UserUnmuted(p, i)),
        GenNumber.Select(ms => (RoomEventBody)new SlowModeSet(ms)),
        Gen.Const((RoomEventBody)new WordListSet([])));
}
