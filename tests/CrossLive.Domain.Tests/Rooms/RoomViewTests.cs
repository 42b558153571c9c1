using CrossLive.Media;
using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RoomViewTests
{
    private readonly RoomView _view = new();

    [Fact]
    public void A_view_begins_with_nothing()
    {
        var empty = _view.ToSnapshot();
        empty.Head.ShouldBe(Position.Start);
        empty.HeadAtUnixMs.ShouldBe(0);
        empty.IsOpen.ShouldBeFalse();
        empty.Title.ShouldBeNull();
        empty.Likes.ShouldBeEmpty();
        empty.RecentMessages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_gap_or_a_repeat_is_the_callers_mistake(long sequence)
    {
        Apply(new RoomOpened("Tonight"));
        Should.Throw<InvalidOperationException>(() => _view.Apply(new RoomEvent(new Position(1, sequence), 1, Operator, new RoomOpened("no"), [])))
            .Message.ShouldContain("does not follow 1:1");
        _view.Title.ShouldBe("Tonight");
        _view.Head.Sequence.ShouldBe(1);
    }

    [Fact]
    public void Opened_and_closed_and_slow_mode_and_pins_are_seen()
    {
        Apply(new RoomOpened("Tonight"), new SlowModeSet(3_000), new Pinned("look", 7));
        (_view.IsOpen, _view.Title, _view.SlowModeMs, _view.Pin).ShouldBe((true, "Tonight", 3_000, new PinnedText("look", 7)));
        Apply(new RoomClosed("done"), new SlowModeSet(0), new Unpinned());
        (_view.IsOpen, _view.Title, _view.SlowModeMs, _view.Pin).ShouldBe((false, "Tonight", 0, null));
    }

    [Fact]
    public void A_stream_is_seen_from_its_beginning_to_its_end_and_a_change_of_its_size_is_no_new_beginning()
    {
        Apply(new RoomOpened("Tonight"), new StreamShown(true, 1_280, 720));
        var since = _view.HeadAtUnixMs;
        _view.Stream.ShouldBe(new StreamView(since, 1_280, 720));
        Apply(new StreamShown(true, 640, 360));
        _view.Stream.ShouldBe(new StreamView(since, 640, 360));
        RoomView.From(_view.ToSnapshot()).Stream.ShouldBe(_view.Stream);
        Apply(new StreamShown(false, null, null));
        _view.Stream.ShouldBeNull();
    }

    [Fact]
    public void Chat_gifts_and_announcements_are_remembered_and_nothing_else()
    {
        Apply(
            new RoomOpened("t"), new ChatPosted("c", null, null), new CountersMerged([new("web", 1)], []), new GiftSent("g", "G", 1, null, 1, null, null),
            new Shared(null), new Followed(), new Announced("a"), new Pinned("p", null), new Unpinned(), new UserMuted("web", "x", null),
            new UserUnmuted("web", "x"), new SlowModeSet(1), new WordListSet(["w"]), new MessageDeleted(1), new RoomClosed("r"));
        _view.ToSnapshot().RecentMessages.Select(e => e.Sequence).ShouldBe([2, 4, 7]);
        _view.Head.Sequence.ShouldBe(15);
    }

    [Fact]
    public void Only_the_newest_messages_are_remembered_without_their_keys()
    {
        for (var i = 1; i <= RoomLimits.RecentMessages + 3; i++)
        {
            _view.Apply(new RoomEvent(new Position(1, i), i, Viewer, new ChatPosted($"{i}", null, null), [new EventKey(new CommandKey(1, (ulong)i), 1)]));
        }

        var recent = _view.ToSnapshot().RecentMessages;
        recent.Count.ShouldBe(RoomLimits.RecentMessages);
        recent[0].Sequence.ShouldBe(4);
        recent[^1].Sequence.ShouldBe(RoomLimits.RecentMessages + 3);
        recent.ShouldAllBe(e => e.Keys.Count == 0);
        _view.FindRecent(3).ShouldBeNull();
        _view.FindRecent(4)!.Body.ShouldBe(new ChatPosted("4", null, null));
    }

    [Fact]
    public void A_deleted_message_and_its_pin_go_and_others_stay()
    {
        Apply(new ChatPosted("same", null, null), new ChatPosted("same", null, null), new Pinned("same", 2));
        Apply(new MessageDeleted(1));
        _view.Pin.ShouldNotBeNull();
        _view.ToSnapshot().RecentMessages.Select(e => e.Sequence).ShouldBe([2]);
        Apply(new MessageDeleted(2), new MessageDeleted(2), new MessageDeleted(99));
        _view.Pin.ShouldBeNull();
        _view.ToSnapshot().RecentMessages.ShouldBeEmpty();
    }

    [Fact]
    public void Counters_are_totals_so_that_the_last_one_counts()
    {
        Apply(new CountersMerged([new("web", 5), new("twitch", 2)], [new("youtube", 9)]), new CountersMerged([new("web", 6)], [new("youtube", 0)]));
        var snapshot = _view.ToSnapshot();
        snapshot.Likes.ShouldBe([new PlatformCount("twitch", 2), new PlatformCount("web", 6)]);
        snapshot.Viewers.ShouldBe([new PlatformCount("youtube", 0)]);
        _view.PlatformCount.ShouldBe(3);
        _view.KnowsPlatform("youtube").ShouldBeTrue();
        _view.KnowsPlatform("bilibili").ShouldBeFalse();
    }

    [Fact]
    public void Gift_totals_stop_at_the_largest_exact_number_and_at_their_limit()
    {
        for (var i = 0; i <= RoomLimits.MaxGiftTotals; i++)
        {
            ApplyAs(Viewer with { Platform = $"p{i}" }, new GiftSent("g", "G", 1, new Money(1, "USD"), 1, null, null));
        }

        var totals = _view.ToSnapshot().GiftTotals;
        totals.Count.ShouldBe(RoomLimits.MaxGiftTotals);
        totals.ShouldNotContain(total => total.Platform == $"p{RoomLimits.MaxGiftTotals}");

        ApplyAs(Viewer with { Platform = "p0" }, new GiftSent("g", "G", RoomView.MaxTotal, new Money(RoomView.MaxTotal, "USD"), 1, null, null));
        _view.ToSnapshot().GiftTotals.ShouldContain(new GiftTotal("p0", new Money(RoomView.MaxTotal, "USD"), RoomView.MaxTotal));
    }

    [Fact]
    public void A_view_from_a_snapshot_goes_on_like_the_one_that_it_was_taken_from()
    {
        var live = FullRoom.Create();
        var copy = RoomView.From(live.State.View.ToSnapshot());
        var next = live.Happens(Operator, new Pin(null, "next"));
        copy.Apply(next);
        Same(copy.ToSnapshot(), live.State.View.ToSnapshot());
    }

    private static void Same(RoomViewSnapshot left, RoomViewSnapshot right)
    {
        (left with { Likes = [], Viewers = [], GiftTotals = [], RecentMessages = [] }).ShouldBeEquivalentTo(right with { Likes = [], Viewers = [], GiftTotals = [], RecentMessages = [] });
        left.Likes.ShouldBe(right.Likes);
        left.Viewers.ShouldBe(right.Viewers);
        left.GiftTotals.ShouldBe(right.GiftTotals);
        left.RecentMessages.Select(e => (e.Position, e.AtUnixMs, e.Actor, e.Body)).ShouldBe(right.RecentMessages.Select(e => (e.Position, e.AtUnixMs, e.Actor, e.Body)));
    }

    private void Apply(params RoomEventBody[] bodies) => Array.ForEach(bodies, body => ApplyAs(Viewer, body));

    private void ApplyAs(Person actor, RoomEventBody body) => _view.Apply(new RoomEvent(new Position(1, _view.Head.Sequence + 1), 1, actor, body, []));
}
