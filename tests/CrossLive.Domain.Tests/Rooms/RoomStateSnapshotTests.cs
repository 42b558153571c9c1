using CrossLive.Rooms;
using MessagePack;
using MessagePack.Resolvers;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RoomStateSnapshotTests
{
    private static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithResolver(StandardResolver.Instance).WithSecurity(MessagePackSecurity.UntrustedData);

    [Fact]
    public void A_state_comes_back_from_its_snapshots_bytes_with_the_same_hash()
    {
        var state = FullRoom.Create().State;
        var bytes = MessagePackSerializer.Serialize(state.ToSnapshot(), Options);
        var copy = RoomState.From(MessagePackSerializer.Deserialize<RoomStateSnapshot>(bytes, Options));
        copy.Hash().ShouldBe(state.Hash());
        MessagePackSerializer.Serialize(copy.ToSnapshot(), Options).ShouldBe(bytes);
    }

    [Fact]
    public void An_empty_state_comes_back_as_well()
    {
        var bytes = MessagePackSerializer.Serialize(new RoomState().ToSnapshot(), Options);
        RoomState.From(MessagePackSerializer.Deserialize<RoomStateSnapshot>(bytes, Options)).Hash().ShouldBe(new RoomState().Hash());
    }

    [Fact]
    public void Every_part_of_the_state_is_in_the_snapshot_of_a_full_room()
    {
        var snapshot = FullRoom.Create().State.ToSnapshot();
        snapshot.Mutes.Count.ShouldBe(2);
        snapshot.LastSpoke.Count.ShouldBe(1);
        snapshot.Combos.Count.ShouldBe(4);
        snapshot.Words.Count.ShouldBe(2);
        snapshot.PaidKeys.Count.ShouldBe(2);
        snapshot.OrdinaryKeys.Count.ShouldBe(2);
        snapshot.MergedKeys.Count.ShouldBe(2);
        snapshot.View.Likes.Count.ShouldBe(2);
        snapshot.View.Viewers.Count.ShouldBe(2);
        snapshot.View.GiftTotals.Count.ShouldBe(3);
        snapshot.View.RecentMessages.Count.ShouldBe(7);
        snapshot.View.TopGivers.Count.ShouldBe(3);
        snapshot.View.RedPackets.Count.ShouldBe(2);
        snapshot.Orders.Count.ShouldBe(2);
        snapshot.OrderTotals.Count.ShouldBe(2);
        snapshot.Givers.Count.ShouldBe(3);
        snapshot.RedPackets.Count.ShouldBe(2);
        snapshot.RedPackets[0].Takers.Count.ShouldBe(2);
        snapshot.View.Pin.ShouldNotBeNull();
    }

    [Fact]
    public void A_state_from_a_snapshot_decides_like_the_one_that_it_was_taken_from()
    {
        var live = FullRoom.Create();
        var copy = new RoomSequencer(RoomState.From(live.State.ToSnapshot()), Epoch);
        foreach (var command in (RoomCommand[])[
            new(Viewer, new PostChat("too soon")), new(Guest with { Id = "troll" }, new PostChat("muted")), new(Guest, new PostChat("spam")),
            new(Guest, new SendGift("bits", "Bits", 1, new Money(1, "USD"), "c1")), new(Viewer, new SendLikes(1)), new(Operator, new Pin(6, null)),
            new(Guest, new PostChat("hello"), CommandKey.For("twitch", "m1")), new(Viewer, new SendLikes(7), CommandKey.For("web/vera", "2"), 99)])
        {
            var plan = new RoomPlan();
            copy.Add(plan, 1, command, live.NowUnixMs);
            copy.Tick(plan, live.NowUnixMs);
            plan.Answers.ShouldHaveSingleItem().Answer.ShouldBe(live.Do(command));
            copy.State.Hash().ShouldBe(live.State.Hash());
        }
    }

    [Fact]
    public void A_snapshot_does_not_change_when_the_room_goes_on()
    {
        var room = FullRoom.Create();
        var snapshot = room.State.ToSnapshot();
        var before = RoomStateHash.Of(snapshot);
        room.NowUnixMs += 60_000;
        room.Happens(Viewer, new PostChat("later"));
        room.Happens(Viewer, new SendLikes(1));
        room.Happens(Moderator, new SetWordList([]));
        room.Happens(Moderator, new UnmuteUser("twitch", "troll"));
        RoomStateHash.Of(snapshot).ShouldBe(before);
    }
}
