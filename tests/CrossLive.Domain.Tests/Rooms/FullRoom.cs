using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using Shouldly;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms;

/// <summary>A room in which every part of the state holds something, with more than one entry where it can.</summary>
internal static class FullRoom
{
    public static LiveRoom Create()
    {
        var room = Open();
        room.Happens(Moderator, new SetSlowMode(5_000));
        room.Happens(Moderator, new SetWordList(["spam", "垃圾"]));
        room.Happens(Moderator, new MuteUser("twitch", "troll", 60_000));
        room.Happens(Moderator, new MuteUser("youtube", "UC-troll", null));
        room.Happens(new RoomCommand(Viewer with { Account = "member-7" }, new PostChat("你好 👩‍👩‍👧", "zh"), CommandKey.For("web/vera", "1"), 11, 1_699_999_999_999));
        room.Happens(new RoomCommand(Guest, new PostChat("hello"), CommandKey.For("twitch", "m1")));
        room.Happens(new RoomCommand(Viewer, new SendLikes(7), CommandKey.For("web/vera", "2"), 12));
        room.Happens(new RoomCommand(Guest, new SendLikes(9), CommandKey.For("twitch", "l1"), 13));
        room.Happens(Connector, new CountViewers(120));
        room.Happens(Connector with { Platform = "youtube" }, new CountViewers(3));
        room.Happens(new RoomCommand(Guest, new SendGift("bits", "Bits", 100, new Money(1, "USD"), "c1", "wow"), CommandKey.For("twitch", "g1"), 14));
        room.Happens(new RoomCommand(Viewer, new SendGift("rose", "Rose", 2, new Money(50, "JPY")), CommandKey.For("web/vera", "3"), 15));
        room.Happens(Guest, new SendGift("bits", "Bits", 1, new Money(1, "USD")));
        room.Happens(Viewer, new SendGift("bits", "Bits", 3, new Money(1, "USD")));
        var first = room.Happens(Operator, new OpenRedPacket(RedPacketKind.Lucky, new Money(888, "CNY"), 5, "恭喜发财", null, room.NowUnixMs + 60_000, new string('a', 64)));
        var second = room.Happens(Operator, new OpenRedPacket(RedPacketKind.Fixed, new Money(300, "KWD"), 3, "again", room.NowUnixMs + 9_000, room.NowUnixMs + 90_000, new string('b', 64)));
        room.Happens(Viewer, new GrabRedPacket(first.Sequence));
        room.Happens(Guest, new GrabRedPacket(first.Sequence));
        second.Sequence.ShouldBe(first.Sequence + 1);
        room.Happens(Connector, new RecordOrder("7", OrderStatus.Paid, 1, [], new OrderAmounts(new Money(6_033, "AUD"), new Money(4_585, "USD")), "sale-1"));
        room.Happens(Connector, new RecordOrder("8", OrderStatus.Cancelled, 1, [], null));
        room.Happens(Operator, new Announce("Sale at nine"));
        room.Happens(Operator, new Pin(5, "look"));
        return room;
    }
}
