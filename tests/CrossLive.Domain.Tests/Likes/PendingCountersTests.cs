using CrossLive.Likes;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Likes;

public sealed class PendingCountersTests
{
    private static readonly Person Counter = new(PlatformId.Web, "counter", "counter", Role.Platform);

    [Fact]
    public void Everything_that_waits_is_taken_out_at_once_and_sorted()
    {
        var (view, pending) = (View(), new PendingCounters());
        pending.IsEmpty.ShouldBeTrue();
        pending.AddLikes(view, "web", 2);
        pending.AddLikes(view, "bilibili", 3);
        pending.AddLikes(view, "web", 5);
        pending.SetViewers("youtube", 9);
        pending.ChangeViewers(view, "bilibili", 4);
        pending.Note(new CommandKey(2, 1), 7);
        pending.Note(new CommandKey(1, 2), 8);
        pending.Note(null, 0);
        pending.Commands.ShouldBe(3);
        pending.FingerprintOf(new CommandKey(2, 1)).ShouldBe(7UL);

        var (body, keys) = pending.Take(view);
        body.Likes.ShouldBe([new PlatformCount("bilibili", 3), new PlatformCount("web", 7)]);
        body.Viewers.ShouldBe([new PlatformCount("bilibili", 4), new PlatformCount("youtube", 9)]);
        keys.ShouldBe([new EventKey(new CommandKey(1, 2), 8), new EventKey(new CommandKey(2, 1), 7)]);

        pending.IsEmpty.ShouldBeTrue();
        pending.FingerprintOf(new CommandKey(2, 1)).ShouldBeNull();
        var (nothing, none) = pending.Take(view);
        nothing.Likes.ShouldBeEmpty();
        nothing.Viewers.ShouldBeEmpty();
        none.ShouldBeEmpty();
    }

    [Fact]
    public void What_waits_goes_on_from_what_the_view_has()
    {
        var view = View(new CountersMerged([new("web", 100)], [new("web", 10)]));
        var pending = new PendingCounters();
        pending.AddLikes(view, "web", 5);
        pending.ChangeViewers(view, "web", -3);
        pending.ChangeViewers(view, "web", 1);
        var (body, _) = pending.Take(view);
        body.Likes.ShouldBe([new PlatformCount("web", 105)]);
        body.Viewers.ShouldBe([new PlatformCount("web", 8)]);
    }

    [Fact]
    public void Viewer_counts_that_did_not_change_are_left_out()
    {
        var view = View(new CountersMerged([], [new("web", 10)]));
        var pending = new PendingCounters();
        pending.SetViewers("web", 10);
        pending.SetViewers("youtube", 0);
        pending.Take(view).Body.Viewers.ShouldBeEmpty();
    }

    [Fact]
    public void Totals_stop_at_the_largest_number_that_JavaScript_holds_exactly()
    {
        var view = View(new CountersMerged([new("web", RoomView.MaxTotal - 1)], []));
        var pending = new PendingCounters();
        pending.AddLikes(view, "web", RoomLimits.MaxLikesPerCommand);
        pending.AddLikes(view, "web", RoomLimits.MaxLikesPerCommand);
        pending.Take(view).Body.Likes.ShouldBe([new PlatformCount("web", RoomView.MaxTotal)]);
    }

    [Fact]
    public void Platforms_that_wait_count_towards_the_limit_once()
    {
        var view = View(new CountersMerged([new("known", 1)], []));
        var pending = new PendingCounters();
        for (var i = 1; i < RoomLimits.MaxPlatforms; i++)
        {
            pending.IsFull(view, $"platform-{i}").ShouldBeFalse();
            pending.AddLikes(view, $"platform-{i}", 1);
            pending.SetViewers($"platform-{i}", 1);
        }

        pending.IsFull(view, "one-more").ShouldBeTrue();
        pending.IsFull(view, "known").ShouldBeFalse();
        pending.IsFull(view, "platform-1").ShouldBeFalse();
    }

    private static RoomView View(params RoomEventBody[] bodies)
    {
        var view = new RoomView();
        foreach (var body in bodies)
        {
            view.Apply(new RoomEvent(new Position(1, view.Head.Sequence + 1), 1, Counter, body, []));
        }

        return view;
    }
}
