using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Edge.Tests.Trees;

/// <summary>Edges that come, go, and are set wrong.</summary>
[Collection(SharedTree.Name)]
public sealed class LifeTests(Tree tree)
{
    [Fact]
    public async Task A_fresh_edge_has_the_history_that_viewers_of_another_come_back_to()
    {
        var room = await tree.OpenRoomAsync();
        await using var chatter = await tree.Root.WatchAsync(room);
        await ChatAsync(chatter, 700);
        await using var fresh = await Gateway.StartEdgeAsync(tree.Root.Address);
        await using var below = await Gateway.StartEdgeAsync(fresh.Address);

        await using var returning = await below.ConnectAsync(HubMethods.Path, below.Token(room, person: "back"));
        var reply = await returning.JoinAsync(room, new Position(1, 3));
        await using var atOnce = await fresh.WatchAsync(room, WireProtocol.Json, person: "back2", known: new Position(1, 600));

        reply.Recovered.ShouldBe(true, reply.Why);
        await Tree.UntilAsync(() => returning.Positions.Length >= 698 && atOnce.Positions.Length >= 101, () => $"{returning.Positions.Length} events");
        returning.Positions.Take(698).ShouldBe(Enumerable.Range(4, 698).Select(i => new Position(1, i)));
        atOnce.Positions[0].ShouldBe(new Position(1, 601));
    }

    [Fact]
    public async Task A_viewer_that_is_ahead_of_its_new_edge_misses_nothing_and_one_from_the_future_is_told_so()
    {
        var room = await tree.OpenRoomAsync();
        await using var chatter = await tree.Root.WatchAsync(room);
        await using var early = await tree.Leaf.WatchAsync(room, person: "early");

        for (var i = 0; i < 50; i++)
        {
            // The answer is often here before the event is two levels below.
            var answer = await chatter.ChatAsync($"message {i}");
            await using var back = await tree.Leaf.ConnectAsync(HubMethods.Path, tree.Leaf.Token(room, person: "back"));
            (await back.JoinAsync(room, new Position(answer.Epoch!.Value, answer.Sequence!.Value))).Recovered.ShouldBe(true);
        }

        await using var future = await tree.Leaf.ConnectAsync(HubMethods.Path, tree.Leaf.Token(room, person: "future"));
        (await future.JoinAsync(room, new Position(1, 1_000_000))).Why.ShouldBe(JoinReasons.Future);
    }

    [Fact]
    public async Task A_room_that_nobody_opened_is_unknown_at_an_edge_until_somebody_opens_it()
    {
        await using var viewer = await tree.Leaf.ConnectAsync(HubMethods.Path, tree.Leaf.Token("*"));
        const string Room = "opened-late";

        var before = await viewer.JoinAsync(Room);
        await tree.Root.OpenAsync(Room);

        before.Code.ShouldBe(Rejection.RoomUnknown);
        await Tree.UntilAsync(async () => (await viewer.JoinAsync(Room)).Ok, () => "the room");
    }

    [Fact]
    public async Task An_edge_whose_gateway_above_goes_and_comes_back_keeps_its_viewers_and_they_miss_nothing()
    {
        var room = await tree.OpenRoomAsync();
        var middle = await Gateway.StartEdgeAsync(tree.Root.Address);
        var port = middle.Address.Port;
        await using var leaf = await Gateway.StartEdgeAsync(middle.Address, ("CrossLive:Gateway:CommandPatienceMs", "200"));
        await using var chatter = await tree.Root.WatchAsync(room);
        await using var viewer = await leaf.WatchAsync(room, person: "ann");
        await ChatAsync(chatter, 100);

        await middle.DisposeAsync();
        await ChatAsync(chatter, 100);
        var refused = await viewer.ChatAsync("into the dark", "k1");
        await using var late = await leaf.WatchAsync(room, person: "late");
        await using var back = await Gateway.StartEdgeAsync(tree.Root.Address.ToString(), port);
        await ChatAsync(chatter, 100);

        refused.Code.ShouldBe(Rejection.RoomUnavailable);
        await Tree.UntilAsync(() => viewer.Positions.Length >= 300 && late.Positions.Length > 0, () => $"{viewer.Positions.Length} events");
        ShouldBeContiguous(viewer);
        ShouldBeContiguous(late);
        (await viewer.ChatAsync("into the dark", "k1")).Ok.ShouldBeTrue();
        (viewer.IsClosed, viewer.Resets.IsEmpty, late.Resets.IsEmpty).ShouldBe((false, true, true));
    }

    [Fact]
    public async Task A_command_whose_middle_edge_is_lost_happens_once_though_it_is_tried_again()
    {
        var room = await tree.OpenRoomAsync();
        var middle = await Gateway.StartEdgeAsync(tree.Root.Address);
        var port = middle.Address.Port;
        await using var leaf = await Gateway.StartEdgeAsync(middle.Address);
        var viewers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => leaf.WatchAsync(room, person: $"v{i}")));

        var sending = viewers.SelectMany((viewer, v) => Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? viewer.LikeAsync(3, $"l{v}-{i}") : viewer.ChatAsync($"{v}-{i}", $"c{v}-{i}"))).ToArray();
        await middle.DisposeAsync();
        await using var back = await Gateway.StartEdgeAsync(tree.Root.Address.ToString(), port);
        var answers = await Task.WhenAll(sending);

        // A repeat elsewhere, as a viewer does whose edge died with the answer.
        await using var elsewhere = await tree.Leaf.WatchAsync(room, person: "v3");
        var repeat = await elsewhere.ChatAsync("3-1", "c3-1");

        answers.ShouldAllBe(answer => answer.Ok);
        (repeat.Ok, repeat.Repeated).ShouldBe((true, true));
        await using var reader = await tree.Root.ConnectAsync(HubMethods.Path, tree.Root.Token(room, person: "reader"));
        await reader.JoinAsync(room, new Position(1, 1));
        await Tree.UntilAsync(() => reader.Positions.LastOrDefault().Sequence >= answers.Max(answer => answer.Sequence), () => "all that happened");
        reader.Events.Select(e => e.Body).OfType<ChatPosted>().Select(chat => chat.Text).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 10).SelectMany(v => Enumerable.Range(0, 40).Where(i => i % 4 != 0).Select(i => $"{v}-{i}")).Order(StringComparer.Ordinal));
        (await tree.Root.ViewAsync(room)).Likes.Single(likes => likes.Platform == "web").Count.ShouldBe(10 * 10 * 3);
        await Task.WhenAll(viewers.Select(async viewer => await viewer.DisposeAsync()));
    }

    [Fact]
    public async Task Of_several_gateways_above_the_next_is_tried_where_one_is_lost()
    {
        var room = await tree.OpenRoomAsync();
        var first = await Gateway.StartEdgeAsync(tree.Root.Address);
        await using var leaf = await Gateway.StartEdgeAsync($"{first.Address}, {tree.Middle.Address}", 0);
        await using var chatter = await tree.Root.WatchAsync(room);
        await using var viewer = await leaf.WatchAsync(room, person: "ann");
        await ChatAsync(chatter, 50);

        await first.DisposeAsync();
        await ChatAsync(chatter, 50);

        await Tree.UntilAsync(() => viewer.Positions.Length >= 100, () => $"{viewer.Positions.Length} events");
        ShouldBeContiguous(viewer);
        (viewer.IsClosed, viewer.Resets.IsEmpty).ShouldBe((false, true));
    }

    [Fact]
    public async Task An_edge_that_follows_itself_says_so()
    {
        var port = FreePortOf(await Gateway.StartEdgeAsync(tree.Root.Address));
        await using var edge = await Gateway.StartEdgeAsync($"http://127.0.0.1:{await port}/", await port);
        await using var viewer = await edge.ConnectAsync(HubMethods.Path, edge.Token("*"));

        (await viewer.JoinAsync("any")).Code.ShouldBe(Rejection.EdgeLoop);
    }

    [Fact]
    public async Task Two_edges_that_follow_one_another_say_so()
    {
        var ports = await Task.WhenAll(FreePortOf(await Gateway.StartEdgeAsync(tree.Root.Address)), FreePortOf(await Gateway.StartEdgeAsync(tree.Root.Address)));
        await using var one = await Gateway.StartEdgeAsync($"http://127.0.0.1:{ports[1]}/", ports[0]);
        await using var other = await Gateway.StartEdgeAsync($"http://127.0.0.1:{ports[0]}/", ports[1]);
        await using var viewer = await one.ConnectAsync(HubMethods.Path, one.Token("*"));

        string? code = null;
        await Tree.UntilAsync(async () => (code = (await viewer.JoinAsync("any")).Code) == Rejection.EdgeLoop, () => $"the loop to be seen, not '{code}'");
    }

    [Fact]
    public async Task An_event_of_a_kind_that_an_edge_does_not_know_goes_on_and_stalls_nothing()
    {
        var room = await tree.OpenRoomAsync();
        await using var viewer = await tree.Leaf.WatchAsync(room);
        tree.Leaf.Feeds.TryRent(room, out var feed, out _).ShouldBeTrue();
        var head = feed.Known;
        var person = new Person(PlatformId.Web, "u", "U");

        // What a newer root's event is once it was read: the levels above it in this tree know no such kind.
        feed.Accept([new RoomEvent(new Position(1, head.Sequence + 1), 1, person, new PassedEvent("hologram", [new("z", 5L)]), [])]);
        feed.Accept([new RoomEvent(new Position(1, head.Sequence + 2), 2, person, new ChatPosted("after it", null, null), [])]);

        await Tree.UntilAsync(() => viewer.Positions.Any(position => position.Sequence == head.Sequence + 2), () => "the event after it");
        var passed = viewer.Frames.SelectMany(frame => frame.Events).Single(e => e.Kind == "hologram");
        passed.Position.ShouldBe(new Position(1, head.Sequence + 1));
        passed.Foreign!.Body.ShouldBeOfType<PassedEvent>().Fields.ShouldBe([new("z", 5L)]);
        tree.Leaf.Feeds.Return(feed);
    }

    private static async Task<int> FreePortOf(Gateway gateway)
    {
        await gateway.DisposeAsync();
        return gateway.Address.Port;
    }

    private static Task ChatAsync(Watcher chatter, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(async i => (await chatter.ChatAsync($"message {i}")).Ok.ShouldBeTrue()));

    private static void ShouldBeContiguous(Watcher watcher)
    {
        var positions = watcher.Positions;
        positions.ShouldBe(Enumerable.Range(0, positions.Length).Select(i => new Position(1, positions[0].Sequence + i)));
    }
}
