using System.Text.Json;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;

namespace CrossLive.Client.Tests;

/// <summary>A timeline that tells a follower: what an edge is fed from.</summary>
public class FollowedTimelineTests
{
    private readonly Follower _follower = new();
    private readonly RoomTimeline _timeline;

    public FollowedTimelineTests() => _timeline = new RoomTimeline(_ => throw new InvalidOperationException("Readers are told nothing."), _follower);

    [Fact]
    public void A_snapshot_s_history_comes_with_it_and_what_follows_after_it()
    {
        Join(head: 10, history: 4).ShouldBe(TimelineStep.Fine);
        _timeline.Take(Frame(5, 3)).ShouldBe(TimelineStep.Fine);
        (_timeline.IsBehind, _timeline.Position).ShouldBe((true, null));
        _follower.Told.ShouldBeEmpty();

        _timeline.Take(Frame(8, 5)).ShouldBe(TimelineStep.Fine);

        _follower.Told.ShouldBe(["start 10 after 5..10", "11..12"]);
        (_timeline.IsBehind, _timeline.Position).ShouldBe((false, new Position(1, 12)));
    }

    [Fact]
    public void A_history_that_comes_before_the_answer_to_the_join_waits_for_it()
    {
        _timeline.BeginJoin(isFreshConnection: true);
        _timeline.Take(Frame(1, 10)).ShouldBe(TimelineStep.Fine);

        _timeline.CompleteJoin(Reply(head: 10, history: 0)).ShouldBe(TimelineStep.Fine);

        _follower.Told.ShouldBe(["start 10 after 1..10"]);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(4)]
    [InlineData(11)]
    public void A_history_with_a_gap_or_a_repeat_is_the_server_s_mistake(long first)
    {
        Join(head: 10, history: 4).ShouldBe(TimelineStep.Fine);

        _timeline.Take(Frame(first, 1)).ShouldBe(TimelineStep.Misled);
        _follower.Told.ShouldBeEmpty();
    }

    [Fact]
    public void A_history_that_is_longer_than_any_is_the_server_s_mistake()
    {
        Join(head: ProtocolLimits.HistoryEvents + 1, history: 0).ShouldBe(TimelineStep.Misled);
        Join(head: 10, history: -1).ShouldBe(TimelineStep.Misled);
    }

    [Fact]
    public void A_history_that_did_not_come_whole_is_asked_for_anew_over_the_next_connection()
    {
        Join(head: 10, history: 4);
        _timeline.Take(Frame(5, 2));

        Join(head: 12, history: 6);
        _timeline.Take(Frame(7, 6));

        _follower.Told.ShouldBe(["start 12 after 7..12"]);
    }

    [Fact]
    public void A_snapshot_without_history_and_a_reset_start_over_at_once()
    {
        Join(head: 10, history: null);
        _timeline.Take(Frame(11, 2));
        _timeline.Take(new ResetMessage(JoinReasons.Lagging, 1, 50, new ViewMessage(new RoomView().ToSnapshot())));
        _timeline.Take(Frame(51, 1));

        _follower.Told.ShouldBe(["start 10 after nothing", "11..12", "start 50 after nothing", "51..51"]);
    }

    [Fact]
    public void What_was_missed_is_told_once_and_unknown_kinds_are_told_too()
    {
        Join(head: 10, history: null);
        _timeline.BeginJoin(isFreshConnection: true);
        _timeline.CompleteJoin(new JoinReply(true, 1, 13, 0, true)).ShouldBe(TimelineStep.Fine);
        var options = new JsonSerializerOptions();
        ProtocolRegistration.Configure(options);

        _timeline.Take(JsonSerializer.Deserialize<EventFrame>("""{"e":1,"v":[{"t":"hologram","s":11,"a":1,"z":5},{"t":"thinned","s":12,"a":1}]}""", options)!).ShouldBe(TimelineStep.Fine);
        _timeline.IsBehind.ShouldBeTrue();
        _timeline.Take(Frame(10, 4)).ShouldBe(TimelineStep.Fine);

        _follower.Told.ShouldBe(["start 10 after nothing", "11..12", "13..13"]);
        _follower.Kinds.ShouldBe(["PassedEvent", "PassedEvent", "ChatPosted"]);
    }

    private TimelineStep Join(long head, long? history)
    {
        _timeline.BeginJoin(isFreshConnection: true);
        return _timeline.CompleteJoin(Reply(head, history));
    }

    private static JoinReply Reply(long head, long? history) =>
        new(true, 1, head, 0, false, JoinReasons.New, new ViewMessage(new RoomView().ToSnapshot()), History: history);

    private static EventFrame Frame(long first, int count) => EventFrame.Of(
        [.. Enumerable.Range(0, count).Select(i => new RoomEvent(new Position(1, first + i), 1, UnrulyRoom.Viewer, new ChatPosted("x", null, null), []))]);

    private sealed class Follower : IRoomFollower
    {
        public List<string> Told { get; } = [];

        public List<string> Kinds { get; } = [];

        public void OnRestart(RoomViewSnapshot view, IReadOnlyList<RoomEvent> history) =>
            Told.Add($"start {view.Head.Sequence} after {(history.Count == 0 ? "nothing" : $"{history[0].Sequence}..{history[^1].Sequence}")}");

        public void OnEvents(IReadOnlyList<RoomEvent> events)
        {
            Told.Add($"{events[0].Sequence}..{events[^1].Sequence}");
            Kinds.AddRange(events.Select(e => e.Body.GetType().Name));
        }
    }
}
