using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Protocol.Frames;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Fanout;

/// <summary>Thousands who dropped at different places come back at once: what they share decides what that costs.</summary>
public sealed class CatchingUpTests
{
    private const int MaxFrameEvents = 256;
    private const int Head = 4_000;

    [Fact]
    public void Viewers_that_dropped_at_different_places_share_frames_from_their_second_one_on()
    {
        var state = Started(Head);
        var frames = new HashSet<SharedFrame>();

        for (var cursor = 1_025; cursor < 1_280; cursor += 8)
        {
            var first = state.FrameAfter(cursor)!;
            first.Through.ShouldBe(1_280);
            frames.UnionWith(FramesAfter(state, first.Through));
        }

        // 1,280 to 4,000 by 256.
        frames.Count.ShouldBe(11);
    }

    [Fact]
    public void Who_lacks_no_more_than_one_frame_gets_it_in_one() => Enumerable.Range(Head - MaxFrameEvents, MaxFrameEvents).ShouldAllBe(
        cursor => Started(Head).FrameAfter(cursor)!.Through == Head);

    [Fact]
    public void From_any_cursor_frames_lead_to_the_head_without_gap_or_repeat() => Gen.Select(Gen.Int[0, 600], Gen.Int[1, 600], Gen.Int[1, 64], Gen.Int[0, 600]).Sample(
        (cursor, head, maxFrameEvents, epochEnd) =>
        {
            var events = RoomHistory.Events(head, epochEnd);
            var state = new FeedState(8_192, maxFrameEvents);
            state.Start(RoomHistory.ViewAt(events, head), events);

            var seen = FramesAfter(state, cursor).SelectMany(frame => frame.Frame.Events.Select(e => e.Position)).ToArray();

            seen.ShouldBe(events.Skip(cursor).Select(e => e.Position));
        });

    [Fact]
    public void A_frame_holds_at_most_its_limit_and_lies_within_one_alignment_when_there_is_more() => Gen.Int[0, Head - 1].Sample(cursor =>
    {
        var frame = Cached.FrameAfter(cursor)!;

        frame.Frame.Events.Count.ShouldBeLessThanOrEqualTo(MaxFrameEvents);
        (frame.Through == Head || frame.Through % MaxFrameEvents == 0).ShouldBeTrue();
    }, threads: 1); // One feed is one loop's: it is asked by one thread at a time.

    [Fact]
    public void Frames_that_are_no_longer_kept_are_made_anew_with_the_same_events()
    {
        var state = Started(Head);
        var odd = state.FrameAfter(1_025)!;
        for (var cursor = 2_000; cursor < 2_200; cursor++)
        {
            state.FrameAfter(cursor);
        }

        var after = state.FrameAfter(1_025)!;

        after.ShouldNotBeSameAs(odd);
        after.Frame.Events.ShouldBe(odd.Frame.Events);
    }

    [Fact]
    public void What_is_left_out_keeps_its_place_in_frames_and_stays_in_the_view()
    {
        var thinner = new ChatThinner();
        var events = RoomHistory.Events(200);
        var state = new FeedState(8_192, MaxFrameEvents, thinner);
        state.Start(RoomHistory.ViewAt(events, 100), events[..100]);
        thinner.Note(TimeSpan.Zero, isBehind: true, isAtEase: false);
        thinner.Note(ChatThinner.RaiseAfter, isBehind: true, isAtEase: false);

        state.Accept(events[100..]);

        var sent = state.FrameAfter(100)!.Frame.Events;
        sent.Select(e => e.Position).ShouldBe(events[100..].Select(e => e.Position));
        sent.Count(e => e is { Kind: EventKinds.Thinned, Event: null }).ShouldBe(50);
        sent.Count(e => e.Kind == EventKinds.Chat).ShouldBe(50);
        state.View().ShouldBeEquivalentTo(RoomHistory.ViewAt(events, 200));
    }

    private static FeedState Cached { get; } = Started(Head);

    private static FeedState Started(int head)
    {
        var events = RoomHistory.Events(head);
        var state = new FeedState(8_192, MaxFrameEvents);
        state.Start(RoomHistory.ViewAt(events, head), events);
        return state;
    }

    private static IEnumerable<SharedFrame> FramesAfter(FeedState state, long cursor)
    {
        while (state.FrameAfter(cursor) is { } frame)
        {
            frame.From.ShouldBe(cursor);
            yield return frame;
            cursor = frame.Through;
        }
    }
}
