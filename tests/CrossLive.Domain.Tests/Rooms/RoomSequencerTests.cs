using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RoomSequencerTests
{
    private const long Now = 1_700_000_000_000;
    private const long Epoch = 4;
    private static readonly CommandKey Key = CommandKey.For("web/vera", "k1");
    private readonly RoomSequencer _sequencer = new(new RoomState(), Epoch);

    public RoomSequencerTests() => _sequencer.Add(new RoomPlan(), 0, new RoomCommand(Operator, new OpenRoom("Tonight")), Now);

    [Fact]
    public void Events_are_numbered_in_the_order_of_their_commands()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 10, Chat("one"), Now);
        _sequencer.Add(plan, 11, Chat(""), Now);
        _sequencer.Add(plan, 12, Chat("two"), Now + 5);
        plan.Events.Select(e => e.Position).ShouldBe([new Position(Epoch, 2), new Position(Epoch, 3)]);
        plan.Events.Select(e => e.AtUnixMs).ShouldBe([Now, Now + 5]);
        plan.Answers.Select(a => (a.Ticket, a.Answer.Outcome)).ShouldBe(
            [(10, CommandOutcome.Accepted), (11, CommandOutcome.Rejected), (12, CommandOutcome.Accepted)]);
        plan.Answers[2].Answer.Position.ShouldBe(new Position(Epoch, 3));
        _sequencer.State.Head.ShouldBe(new Position(Epoch, 3));
    }

    [Fact]
    public void Time_does_not_go_back_when_the_clock_does()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Chat("one"), Now - 60_000);
        _sequencer.Add(plan, 2, new RoomCommand(Viewer, new SendLikes(1)), Now - 60_000);
        _sequencer.Tick(plan, Now - 60_000);
        plan.Events.Select(e => e.AtUnixMs).ShouldBe([Now, Now]);
    }

    [Fact]
    public void A_repeat_has_no_effect_and_gets_the_first_ones_position()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Chat("one") with { Key = Key, Fingerprint = 7 }, Now);
        _sequencer.Add(plan, 2, Chat("one") with { Key = Key, Fingerprint = 7 }, Now);
        var later = new RoomPlan();
        _sequencer.Add(later, 3, Chat("one") with { Key = Key, Fingerprint = 7 }, Now + 1);
        plan.Events.Count.ShouldBe(1);
        plan.Events[0].Keys.ShouldBe([new EventKey(Key, 7)]);
        later.Events.ShouldBeEmpty();
        AnswerOf(plan, 2).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(Epoch, 2)));
        AnswerOf(later, 3).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(Epoch, 2)));
    }

    [Fact]
    public void A_repeat_is_recognised_even_where_the_command_would_now_be_refused()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Chat("one") with { Key = Key }, Now);
        _sequencer.Add(plan, 2, new RoomCommand(Operator, new CloseRoom("done")), Now);
        _sequencer.Add(plan, 3, Chat("one") with { Key = Key }, Now);
        AnswerOf(plan, 3).Outcome.ShouldBe(CommandOutcome.Repeated);
    }

    [Fact]
    public void A_refused_command_may_be_tried_again_under_its_key()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, new RoomCommand(Operator, new SetWordList(["spam"])), Now);
        _sequencer.Add(plan, 2, Chat("spam") with { Key = Key }, Now);
        _sequencer.Add(plan, 3, new RoomCommand(Operator, new SetWordList([])), Now);
        _sequencer.Add(plan, 4, Chat("spam") with { Key = Key }, Now);
        AnswerOf(plan, 2).Code.ShouldBe(Rejection.TextForbidden);
        AnswerOf(plan, 4).Outcome.ShouldBe(CommandOutcome.Accepted);
    }

    [Theory]
    [InlineData(7, 8, true)]
    [InlineData(7, 7, false)]
    [InlineData(0, 8, false)]
    [InlineData(7, 0, false)]
    public void One_key_with_another_content_is_refused_where_both_can_be_compared(ulong first, ulong second, bool refused)
    {
        foreach (RoomCommandBody body in (RoomCommandBody[])[new PostChat("one"), new SendLikes(1)])
        {
            var sequencer = new RoomSequencer(new RoomState(), Epoch);
            var plan = new RoomPlan();
            sequencer.Add(plan, 0, new RoomCommand(Operator, new OpenRoom("Tonight")), Now);
            sequencer.Add(plan, 1, new RoomCommand(Viewer, body, Key, first), Now);
            sequencer.Add(plan, 2, new RoomCommand(Viewer, body, Key, second), Now);
            sequencer.Tick(plan, Now);
            sequencer.Add(plan, 3, new RoomCommand(Viewer, body, Key, second), Now);
            AnswerOf(plan, 1).Outcome.ShouldBe(CommandOutcome.Accepted);
            foreach (var ticket in (int[])[2, 3])
            {
                AnswerOf(plan, ticket).Code.ShouldBe(refused ? Rejection.KeyReused : null);
                AnswerOf(plan, ticket).Outcome.ShouldBe(refused ? CommandOutcome.Rejected : CommandOutcome.Repeated);
            }

            plan.Events.Count.ShouldBe(2);
        }
    }

    [Fact]
    public void Likes_and_viewer_counts_wait_for_the_tick_and_become_one_event()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Likes(3, "k1"), Now);
        _sequencer.Add(plan, 2, Likes(4, "k2"), Now);
        _sequencer.Add(plan, 3, new RoomCommand(Connector, new CountViewers(9)), Now);
        plan.Events.ShouldBeEmpty();
        plan.Answers.ShouldBeEmpty();
        _sequencer.HasPendingCounters.ShouldBeTrue();

        var tick = new RoomPlan();
        _sequencer.Tick(tick, Now + 100);
        _sequencer.HasPendingCounters.ShouldBeFalse();
        var e = tick.Events.ShouldHaveSingleItem();
        var body = e.Body.ShouldBeOfType<CountersMerged>();
        body.Likes.ShouldBe([new PlatformCount("web", 7)]);
        body.Viewers.ShouldBe([new PlatformCount("twitch", 9)]);
        e.AtUnixMs.ShouldBe(Now + 100);
        e.Keys.Count.ShouldBe(2);
        tick.Answers.Select(a => a.Ticket).ShouldBe([1, 2, 3]);
        tick.Answers.ShouldAllBe(a => a.Answer == new CommandAnswer(CommandOutcome.Accepted, e.Position));
    }

    [Fact]
    public void A_repeat_of_a_like_that_waits_counts_once_and_is_answered_with_it()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Likes(3, "k1"), Now);
        _sequencer.Add(plan, 2, Likes(3, "k1"), Now);
        plan.Answers.ShouldBeEmpty();
        _sequencer.Tick(plan, Now);
        plan.Events.ShouldHaveSingleItem().Body.ShouldBeOfType<CountersMerged>().Likes.ShouldBe([new PlatformCount("web", 3)]);
        AnswerOf(plan, 1).ShouldBe(new CommandAnswer(CommandOutcome.Accepted, new Position(Epoch, 2)));
        AnswerOf(plan, 2).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(Epoch, 2)));
    }

    [Fact]
    public void A_repeat_of_a_like_that_was_merged_gets_the_merged_events_position()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Likes(3, "k1"), Now);
        _sequencer.Tick(plan, Now);
        _sequencer.Add(plan, 2, Likes(3, "k1"), Now);
        AnswerOf(plan, 2).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(Epoch, 2)));
        _sequencer.HasPendingCounters.ShouldBeFalse();
    }

    [Fact]
    public void As_many_as_one_event_takes_are_merged_without_waiting_for_the_tick()
    {
        var plan = new RoomPlan();
        for (var i = 0; i < RoomLimits.MaxMergedPerEvent; i++)
        {
            plan.Events.ShouldBeEmpty();
            _sequencer.Add(plan, i, Likes(1, null), Now);
        }

        plan.Events.Count.ShouldBe(1);
        plan.Answers.Count.ShouldBe(RoomLimits.MaxMergedPerEvent);
        _sequencer.HasPendingCounters.ShouldBeFalse();
    }

    [Fact]
    public void Repeats_that_wait_are_limited_too()
    {
        var plan = new RoomPlan();
        for (var i = 0; i < RoomLimits.MaxMergedPerEvent; i++)
        {
            plan.Events.ShouldBeEmpty();
            _sequencer.Add(plan, i, Likes(1, "the same"), Now);
        }

        plan.Events.Count.ShouldBe(1);
        plan.Answers.Count.ShouldBe(RoomLimits.MaxMergedPerEvent);
        _sequencer.State.View.LikesOf("web").ShouldBe(1);
    }

    [Fact]
    public void A_tick_with_nothing_waiting_does_nothing()
    {
        var plan = new RoomPlan();
        _sequencer.Tick(plan, Now);
        plan.Events.ShouldBeEmpty();
        plan.Answers.ShouldBeEmpty();
    }

    [Fact]
    public void A_viewer_count_that_changes_nothing_is_answered_without_an_event()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, new RoomCommand(Connector, new CountViewers(0)), Now);
        _sequencer.Tick(plan, Now);
        plan.Events.ShouldBeEmpty();
        AnswerOf(plan, 1).ShouldBe(new CommandAnswer(CommandOutcome.Accepted, _sequencer.State.Head));
    }

    [Fact]
    public void A_viewer_count_with_a_key_has_an_event_even_if_it_changes_nothing()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, new RoomCommand(Connector, new CountViewers(0), Key), Now);
        _sequencer.Tick(plan, Now);
        plan.Events.ShouldHaveSingleItem().Keys.ShouldHaveSingleItem().Key.ShouldBe(Key);
    }

    [Fact]
    public void Likes_of_a_room_that_closes_before_the_tick_still_count()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Likes(3, "k1"), Now);
        _sequencer.Add(plan, 2, new RoomCommand(Operator, new CloseRoom("done")), Now);
        _sequencer.Tick(plan, Now);
        AnswerOf(plan, 1).Outcome.ShouldBe(CommandOutcome.Accepted);
        _sequencer.State.View.LikesOf("web").ShouldBe(3);
    }

    [Fact]
    public void A_room_goes_on_in_another_epoch_with_the_same_numbers()
    {
        var plan = new RoomPlan();
        _sequencer.Add(plan, 1, Chat("one") with { Key = Key }, Now);
        var next = new RoomSequencer(RoomState.From(_sequencer.State.ToSnapshot()), Epoch + 3);
        next.Add(plan, 2, Chat("one") with { Key = Key }, Now);
        next.Add(plan, 3, Chat("two"), Now);
        AnswerOf(plan, 2).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(Epoch, 2)));
        AnswerOf(plan, 3).Position.ShouldBe(new Position(Epoch + 3, 3));
    }

    private static RoomCommand Chat(string text) => new(Viewer, new PostChat(text));

    private static RoomCommand Likes(long count, string? key) => new(Viewer, new SendLikes(count), key is null ? null : CommandKey.For("web/vera", key));

    private static CommandAnswer AnswerOf(RoomPlan plan, int ticket) => plan.Answers.Single(a => a.Ticket == ticket).Answer;
}
