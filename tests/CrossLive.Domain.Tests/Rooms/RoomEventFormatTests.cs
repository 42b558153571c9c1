using System.Text.Json;
using CrossLive.FlashSales;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using MessagePack;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

/// <summary>Every kind of event and command comes back from bytes as it was: MessagePack (log, gateways) and Orleans' serializer (between processes).</summary>
public sealed class RoomEventFormatTests : IDisposable
{
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    private static readonly RoomEventBody[] Bodies =
    [
        new RoomOpened("Tonight"), new RoomClosed("done"), new ChatPosted("你好 😀", "zh", 5), new ChatPosted("hi", null, null),
        new CountersMerged([new("web", RoomView.MaxTotal)], [new("twitch", 3)]), new GiftSent("g", "G", 2, new Money(300, "KWD"), 7, "c", "m"),
        new GiftSent("g", "G", 1, null, 1, null, null), new Shared("wechat"), new Shared(null), new Followed(), new Announced("a"), new Pinned("p", 7),
        new Pinned("p", null), new Unpinned(), new MessageDeleted(9), new UserMuted("web", "x", 99), new UserMuted("web", "x", null),
        new UserUnmuted("web", "x"), new SlowModeSet(1_000), new WordListSet(["spam", "垃圾"]),
        new RedPacketOpened(RedPacketKind.Lucky, new Money(300, "KWD"), 3, "恭喜发财", 5, 9, "commitment", "seed"), new RedPacketGrabbed(7, 2, new Money(101, "KWD")),
        new RedPacketEnded(7, new Money(98, "KWD"), "seed"), new GiftSent("g", "G", 1, new Money(1, "JPY"), 1, null, null, 5),
        new OrderRecorded("7", OrderStatus.Paid, 3, [new OrderLine("81", "LAMP", 2), new OrderLine(null, null, 1)], new OrderAmounts(new Money(6_033, "AUD"), new Money(4_585, "USD")), "sale", "e", "w"),
        new SaleShown(SaleNewsKind.Drawn, FlashSales.LiveSale.Open().State.View!),
        new StreamShown(true, 3_840, 2_160), new StreamShown(false, null, null),
        new OrderRecorded("7", OrderStatus.Cancelled, 0, [], null, null, null, null),
    ];

    private static readonly RoomCommandBody[] Commands =
    [
        new OpenRoom("Tonight"), new CloseRoom("done"), new PostChat("你好 😀", "zh"), new SendLikes(3), new SendGift("g", "G", 2, new Money(150, "KWD"), "c", "m"),
        new SendGift("g", "G", 2, null), new Share("wechat"), new Follow(), new ChangeViewers(-3), new CountViewers(9), new Announce("a"), new Pin(7, null),
        new Pin(null, "p"), new Unpin(), new DeleteMessage(9), new DeleteMessage(null, new CommandKey(ulong.MaxValue, 1)), new MuteUser("web", "x", null),
        new UnmuteUser("web", "x"), new SetSlowMode(1_000), new SetWordList(["spam", "垃圾"]),
        new OpenRedPacket(RedPacketKind.Fixed, new Money(300, "KWD"), 3, "恭喜发财", 5, 9, "seed"), new GrabRedPacket(7),
        new ShowSale(SaleNewsKind.Stock, FlashSales.LiveSale.Open().State.View!),
        new ShowStream(true, 1_280, 720), new ShowStream(false, null, null),
        new RecordOrder("7", OrderStatus.Paid, 3, [new OrderLine("81", "LAMP", 2)], new OrderAmounts(new Money(6_033, "AUD"), new Money(4_585, "USD")), "sale", "e", "w"),
    ];

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<int> Events => [.. Enumerable.Range(0, Bodies.Length)];

    public static TheoryData<int> CommandNumbers => [.. Enumerable.Range(0, Commands.Length)];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_comes_back_from_its_bytes(int number)
    {
        var e = new RoomEvent(new Position(3, 4), 5, LiveRoom.Guest, Bodies[number], [new EventKey(new CommandKey(ulong.MaxValue, 2), 7)]);
        Describe(MessagePackSerializer.Deserialize<RoomEvent>(MessagePackSerializer.Serialize(e, Options), Options)).ShouldBe(Describe(e));
        var serializer = _services.GetRequiredService<Serializer>();
        Describe(serializer.Deserialize<RoomEvent>(serializer.SerializeToArray(e))!).ShouldBe(Describe(e));
    }

    [Theory]
    [MemberData(nameof(CommandNumbers))]
    public void A_command_comes_back_from_its_bytes(int number)
    {
        var command = new RoomCommand(LiveRoom.Guest, Commands[number], new CommandKey(1, ulong.MaxValue), 8, 9);
        var serializer = _services.GetRequiredService<Serializer>();
        var copy = serializer.Deserialize<RoomCommand>(serializer.SerializeToArray(command))!;
        (copy with { Body = command.Body }).ShouldBe(command);
        Describe(copy.Body).ShouldBe(Describe(command.Body));
    }

    [Fact]
    public void Every_kind_is_tried()
    {
        // A sale's round stays in its own log and goes to no other process: FlashSaleProperties reads it back.
        KindsOf<RoomEventBody>().Except([typeof(SaleRound)]).ShouldBe(Bodies.Select(body => body.GetType()).Distinct(), ignoreOrder: true);
        KindsOf<RoomCommandBody>().ShouldBe(Commands.Select(body => body.GetType()).Distinct(), ignoreOrder: true);
    }

    public void Dispose() => _services.Dispose();

    private static IEnumerable<Type> KindsOf<T>() => typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract);

    private static string Describe(RoomEvent e) => $"{e.Position} {e.AtUnixMs} {e.Actor} {Describe(e.Body)} {string.Join(',', e.Keys)}";

    private static string Describe(object body) => $"{body.GetType().Name} {JsonSerializer.Serialize(body, body.GetType())}";
}
