using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

public sealed class FeedStateTests
{
    private const int Ring = 8_192;

    [Theory]
    [InlineData(null, null, JoinReasons.New)]
    [InlineData(0L, 0L, JoinReasons.New)]
    [InlineData(1L, 9_001L, JoinReasons.Future)]
    [InlineData(1L, long.MaxValue, JoinReasons.Future)]
    [InlineData(1L, 3_999L, JoinReasons.TooOld)]
    [InlineData(1L, -1L, JoinReasons.TooOld)]
    [InlineData(1L, long.MinValue, JoinReasons.TooOld)]
    [InlineData(1L, 4_000L, null)]
    [InlineData(1L, 6_000L, null)]
    [InlineData(2L, 6_000L, JoinReasons.OtherEpoch)]
    [InlineData(1L, 6_001L, JoinReasons.OtherEpoch)]
    [InlineData(2L, 6_001L, null)]
    [InlineData(2L, 9_000L, null)]
    [InlineData(1L, 9_000L, JoinReasons.OtherEpoch)]
    public void A_returning_viewer_recovers_or_is_told_why_not(long? epoch, long? sequence, string? why)
    {
        var state = Started(RoomHistory.Events(9_000, 6_000), viewAt: 9_000);

        state.WhySnapshot(epoch is null ? null : new Position(epoch.Value, sequence!.Value)).ShouldBe(why);
    }

    [Fact]
    public void A_feed_that_began_without_history_recovers_viewers_at_its_head_and_nobody_before()
    {
        var events = RoomHistory.Events(100);
        var state = new FeedState(Ring, 256);
        state.Start(RoomHistory.ViewAt(events, 100), []);

        state.WhySnapshot(new Position(1, 100)).ShouldBeNull();
        state.WhySnapshot(new Position(1, 99)).ShouldBe(JoinReasons.TooOld);
    }

    [Fact]
    public void The_view_stands_at_the_head_wherever_the_history_ended()
    {
        var events = RoomHistory.Events(150);
        var state = new FeedState(Ring, 256);

        // The history was read after the view: the room went on in between.
        state.Start(RoomHistory.ViewAt(events, 120), events[..140]);
        state.Accept(events[140..]);

        state.Head.ShouldBe(new Position(1, 150));
        state.View().ShouldBeEquivalentTo(RoomHistory.ViewAt(events, 150));
    }

    [Fact]
    public void Early_events_are_kept_up_to_a_limit_and_the_rest_is_read_again()
    {
        var events = RoomHistory.Events(FeedState.MaxEarlyEvents + 200);
        var state = Started(events[..10], viewAt: 10);

        state.Accept(events[11..]).ShouldBeTrue();
        state.Head.Sequence.ShouldBe(10);
        state.Accept([events[10]]).ShouldBeFalse();

        state.Head.Sequence.ShouldBe(11 + FeedState.MaxEarlyEvents);
        state.Accept(events[^1..]).ShouldBeTrue();
    }

    [Fact]
    public void Events_of_an_earlier_history_do_not_get_into_the_one_that_the_feed_starts_over_with()
    {
        var old = RoomHistory.Events(60);
        var state = Started(old[..50], viewAt: 50);
        state.Accept(old[55..]).ShouldBeTrue();

        // The log was cut and written on: the same sequences are other events now.
        RoomEvent[] now = [.. old[..40], .. Enumerable.Range(41, 20).Select(sequence => RoomHistory.Event(5, sequence, $"other {sequence}"))];
        state.Start(RoomHistory.ViewAt(now, 55), now[..55]);
        state.Accept(old[55..]);
        state.Accept(now[55..]);

        state.Head.ShouldBe(new Position(5, 60));
        state.View().ShouldBeEquivalentTo(RoomHistory.ViewAt(now, 60));
    }

    [Fact]
    public void Viewers_at_one_cursor_share_one_frame_and_its_bytes()
    {
        var state = Started(RoomHistory.Events(100), viewAt: 100);

        var first = state.FrameAfter(90).ShouldNotBeNull();
        var second = state.FrameAfter(90).ShouldNotBeNull();

        second.ShouldBeSameAs(first);
        second.Frame.JsonBytes.ShouldBe(first.Frame.JsonBytes);
        state.FrameAfter(100).ShouldBeNull();
        state.FrameAfter(1_000).ShouldBeNull();
    }

    [Fact]
    public void Viewers_that_dropped_at_many_places_share_the_whole_frames_they_come_by()
    {
        var state = Started(RoomHistory.Events(700), viewAt: 700);
        var whole = state.FrameAfter(256).ShouldNotBeNull();

        for (var cursor = 257; cursor < 500; cursor++)
        {
            state.FrameAfter(cursor).ShouldNotBeNull();
        }

        whole.Through.ShouldBe(512);
        state.FrameAfter(256).ShouldBeSameAs(whole);
    }

    [Fact]
    public void New_viewers_at_one_head_share_one_view_and_its_bytes()
    {
        var events = RoomHistory.Events(101);
        var state = Started(events[..100], viewAt: 100);

        var first = state.ViewMessage();
        state.ViewMessage().ShouldBeSameAs(first);
        state.Accept(events[100..]);

        state.ViewMessage().Snapshot.Head.Sequence.ShouldBe(101);
    }

    [Fact]
    public void A_frame_holds_no_more_events_than_allowed_and_one_epoch_only()
    {
        var state = new FeedState(Ring, 32);
        var events = RoomHistory.Events(100, 90);
        state.Start(RoomHistory.ViewAt(events, 100), events);

        state.FrameAfter(0)!.Frame.Events.Count.ShouldBe(32);
        state.FrameAfter(64)!.Frame.Events[^1].Position.ShouldBe(new Position(1, 90));
        state.FrameAfter(90)!.Frame.Events[0].Position.ShouldBe(new Position(2, 91));
    }

    private static FeedState Started(RoomEvent[] events, long viewAt)
    {
        var state = new FeedState(Ring, 256);
        state.Start(RoomHistory.ViewAt(events, viewAt), events[Math.Max(0, events.Length - Ring)..]);
        return state;
    }
}
