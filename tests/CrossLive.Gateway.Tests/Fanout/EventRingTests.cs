using CrossLive.Gateway.Fanout;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

public sealed class EventRingTests
{
    [Fact]
    public void An_empty_ring_gives_nothing_and_holds_its_head()
    {
        var ring = new EventRing(4, new Position(2, 10));

        ring.After(10, 5).ShouldBeEmpty();
        ring.OldestCursor.ShouldBe(10);
        ring.Holds(new Position(2, 10)).ShouldBeTrue();
        ring.Holds(new Position(1, 10)).ShouldBeFalse();
    }

    [Fact]
    public void A_full_ring_lets_the_oldest_go_and_says_how_far_back_it_reaches()
    {
        var ring = Filled(capacity: 4, RoomHistory.Events(10));

        ring.OldestCursor.ShouldBe(6);
        ring.After(6, 100).Select(e => e.Position.Sequence).ShouldBe([7, 8, 9, 10]);
        ring.After(8, 1).Select(e => e.Position.Sequence).ShouldBe([9]);
        ring.Holds(new Position(1, 6)).ShouldBeFalse();
        ring.Holds(new Position(1, 7)).ShouldBeTrue();
    }

    [Fact]
    public void A_run_ends_where_an_epoch_does()
    {
        var ring = Filled(capacity: 20, RoomHistory.Events(10, 4));

        ring.After(0, 100).Select(e => e.Position.Sequence).ShouldBe([1, 2, 3, 4]);
        ring.After(4, 100).Select(e => e.Position.Sequence).ShouldBe([5, 6, 7, 8, 9, 10]);
        ring.Holds(new Position(1, 5)).ShouldBeFalse();
    }

    [Fact]
    public void An_event_that_does_not_follow_is_the_caller_s_mistake()
    {
        var ring = Filled(capacity: 4, RoomHistory.Events(3));

        Should.Throw<InvalidOperationException>(() => ring.Add(WireEvent.Of(RoomHistory.Event(1, 5))));
        Should.Throw<InvalidOperationException>(() => ring.Add(WireEvent.Of(RoomHistory.Event(1, 3))));
    }

    private static EventRing Filled(int capacity, RoomEvent[] events)
    {
        var ring = new EventRing(capacity, Position.Start);
        Array.ForEach(events, e => ring.Add(WireEvent.Of(e)));
        return ring;
    }
}
