using System.Text.Json;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Client.Tests;

public class RoomTimelineTests
{
    private static readonly JoinReply FirstReply = new(true, 1, 0, 0, false, JoinReasons.New, new ViewMessage(new RoomView().ToSnapshot()));
    private readonly List<RoomUpdate> _told = [];

    [Fact]
    public void Whatever_a_server_repeats_leaves_out_or_sends_too_early_every_event_is_told_once_and_in_order()
    {
        // One step: (kind, from, length). The room has as many events as the steps have made so far.
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 40], Gen.Int[1, 6]).Array[1, 60].Sample(steps =>
        {
            var told = new List<RoomUpdate>();
            var timeline = Joined(told);
            var made = 0;
            foreach (var (kind, from, length) in steps)
            {
                made = Math.Max(made, from + length);
                var isRight = kind == 0;
                var start = isRight ? timeline.Position!.Value.Sequence + 1 : from;
                if (timeline.Take(Frame(1, start, length)) != TimelineStep.Gap)
                {
                    continue;
                }

                // The client joins again; leftovers and the answer come in the order that the step says.
                made = Math.Max(made, (int)timeline.Position!.Value.Sequence + 1);
                var position = timeline.Position!.Value;
                timeline.BeginJoin(isFreshConnection: kind == 1);
                if (kind != 1)
                {
                    timeline.Take(Frame(1, from + 1, length)).ShouldBe(TimelineStep.Fine);
                    made = Math.Max(made, from + length);
                }

                var missed = Frame(1, position.Sequence + 1, (int)(made - position.Sequence));
                if (kind == 2)
                {
                    timeline.Take(missed).ShouldBe(TimelineStep.Fine);
                }

                timeline.CompleteJoin(new JoinReply(true, 1, made, 0, true)).ShouldBe(TimelineStep.Fine);
                if (kind != 2)
                {
                    timeline.Take(missed).ShouldBe(TimelineStep.Fine);
                }

                timeline.IsBehind.ShouldBeFalse();
                timeline.Position!.Value.Sequence.ShouldBe(made);
            }

            told.OfType<EventHappened>().Select(update => update.Event.Sequence).ShouldBe(Enumerable.Range(1, (int)timeline.Position!.Value.Sequence).Select(i => (long)i));
        });
    }

    [Fact]
    public void A_newer_servers_kind_keeps_its_place_and_the_view_what_it_had()
    {
        var timeline = Joined(_told);
        timeline.Take(Frame(1, 1, 1));

        timeline.Take(Read("""{"e":1,"v":[{"t":"hologram","s":2,"a":10},{"t":"announce","s":3,"a":11,"p":"web","i":"u","n":"N","m":"x"}]}""")).ShouldBe(TimelineStep.Fine);

        timeline.Position.ShouldBe(new Position(1, 3));
        timeline.ToSnapshot()!.RecentMessages.Select(e => e.Sequence).ShouldBe([1, 3]);
        _told.OfType<EventHappened>().Select(update => update.Event.Sequence).ShouldBe([1, 3]);
    }

    [Fact]
    public void A_chat_that_the_server_left_out_is_told_in_its_place()
    {
        var timeline = Joined(_told);
        timeline.Take(Frame(1, 1, 1));

        timeline.Take(Read("""{"e":1,"v":[{"t":"thinned","s":2,"a":10},{"t":"thinned","s":3,"a":11},{"t":"announce","s":4,"a":12,"p":"web","i":"u","n":"N","m":"x"}]}""")).ShouldBe(TimelineStep.Fine);
        timeline.Take(Read("""{"e":1,"v":[{"t":"thinned","s":3,"a":11},{"t":"thinned","s":5,"a":13}]}""")).ShouldBe(TimelineStep.Fine);

        _told.Skip(2).Select(update => update is EventHappened { Event: var e } ? e.Sequence : -((MessageThinned)update).Position.Sequence).ShouldBe([-2, -3, 4, -5]);
        _told.OfType<MessageThinned>().First().ShouldBe(new MessageThinned(new Position(1, 2), 10));
        (timeline.Position, timeline.ToSnapshot()!.Head, timeline.ToSnapshot()!.HeadAtUnixMs).ShouldBe((new Position(1, 5), new Position(1, 5), 13));
        timeline.ToSnapshot()!.RecentMessages.Select(e => e.Sequence).ShouldBe([1, 4]);
    }

    [Fact]
    public void A_gap_within_a_frame_is_found()
    {
        var timeline = Joined(_told);

        timeline.Take(Read("""{"e":1,"v":[{"t":"hologram","s":1,"a":10},{"t":"hologram","s":3,"a":10}]}""")).ShouldBe(TimelineStep.Gap);

        timeline.Position.ShouldBe(new Position(1, 1));
    }

    [Fact]
    public void Another_history_is_a_gap_and_not_a_repeat()
    {
        var timeline = Joined(_told);
        timeline.Take(Frame(1, 1, 5));

        timeline.Take(Frame(2, 4, 1)).ShouldBe(TimelineStep.Gap);
        timeline.Take(Frame(2, 6, 1)).ShouldBe(TimelineStep.Fine);
        timeline.Take(Frame(1, 7, 1)).ShouldBe(TimelineStep.Gap);
    }

    [Fact]
    public void Answers_without_what_they_must_have_are_the_servers_mistake()
    {
        var timeline = new RoomTimeline(_told.Add);
        timeline.BeginJoin(isFreshConnection: true);

        timeline.CompleteJoin(new JoinReply(true)).ShouldBe(TimelineStep.Misled);
        timeline.CompleteJoin(new JoinReply(true, 1, 5, 0, true)).ShouldBe(TimelineStep.Misled);
        timeline.CompleteJoin(new JoinReply(true, 1, 5, 0, false)).ShouldBe(TimelineStep.Misled);
        timeline.Take(new ResetMessage(null, 1, 1, null)).ShouldBe(TimelineStep.Misled);
        _told.ShouldBeEmpty();
    }

    [Fact]
    public void What_waits_for_an_answer_is_bounded()
    {
        var timeline = Joined(_told);
        timeline.BeginJoin(isFreshConnection: false);

        timeline.Take(Frame(1, 1, RoomTimeline.MaxWaitingEvents)).ShouldBe(TimelineStep.Fine);
        timeline.Take(Frame(1, 1, 1)).ShouldBe(TimelineStep.Misled);
    }

    private static RoomTimeline Joined(List<RoomUpdate> told)
    {
        var timeline = new RoomTimeline(told.Add);
        timeline.BeginJoin(isFreshConnection: true);
        timeline.CompleteJoin(FirstReply).ShouldBe(TimelineStep.Fine);
        return timeline;
    }

    private static EventFrame Frame(long epoch, long first, int count) => EventFrame.Of(
        [.. Enumerable.Range(0, count).Select(i => new RoomEvent(new Position(epoch, first + i), 1, UnrulyRoom.Viewer, new ChatPosted("x", null, null), []))]);

    private static EventFrame Read(string json)
    {
        var options = new JsonSerializerOptions();
        ProtocolRegistration.Configure(options);
        return JsonSerializer.Deserialize<EventFrame>(json, options)!;
    }
}
