using CrossLive.Gateway.Edges;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Edge.Tests.Trees;

[Collection(SharedTree.Name)]
public sealed class CommandTests(Tree tree)
{
    [Fact]
    public async Task A_command_that_is_repeated_anywhere_in_the_tree_has_one_effect_and_one_answer()
    {
        var room = await tree.OpenRoomAsync();
        await using var atLeaf = await tree.Leaf.WatchAsync(room, person: "ann");
        await using var atMiddle = await tree.Middle.WatchAsync(room, WireProtocol.Json, person: "ann");
        await using var atRoot = await tree.Root.WatchAsync(room, person: "ann");

        var first = await atLeaf.CallAsync(HubMethods.Gift, new GiftCall("g1", "rose", 2));
        var again = await Task.WhenAll(new[] { atLeaf, atMiddle, atRoot }.Select(watcher => watcher.CallAsync(HubMethods.Gift, new GiftCall("g1", "rose", 2))));
        var other = await Task.WhenAll(new[] { atLeaf, atMiddle, atRoot }.Select(watcher => watcher.CallAsync(HubMethods.Gift, new GiftCall("g1", "rose", 3))));

        first.ShouldBe(new CommandReply(true, 1, first.Sequence));
        again.ShouldBe(Enumerable.Repeat(first with { Repeated = true }, 3));
        other.ShouldAllBe(answer => answer.Code == Rejection.KeyReused);
        var total = (await tree.Root.ViewAsync(room)).GiftTotals.ShouldHaveSingleItem();
        total.ShouldBe(new GiftTotal("web", new Money(200, "EUR"), 2), "the root's price, once");
    }

    [Fact]
    public async Task Roles_hold_through_every_level()
    {
        var room = await tree.OpenRoomAsync();
        await using var viewer = await tree.Leaf.WatchAsync(room, person: "ann");
        await using var moderator = await tree.Leaf.WatchAsync(room, role: Role.Moderator, person: "mo");

        (await viewer.CallAsync(HubMethods.Slow, new SlowCall("s1", 1_000))).Code.ShouldBe(Rejection.NotAllowed);
        (await moderator.CallAsync(HubMethods.Announce, new AnnounceCall("a1", "no"))).Code.ShouldBe(Rejection.NotAllowed);
        (await moderator.CallAsync(HubMethods.Mute, new MuteCall("m1", "web", "ann"))).Ok.ShouldBeTrue();
        (await viewer.ChatAsync("heard?")).Code.ShouldBe(Rejection.Muted);
    }

    [Fact]
    public async Task Likes_of_a_crowd_add_up_exactly_and_each_is_answered()
    {
        var room = await tree.OpenRoomAsync();
        var crowd = new List<Watcher>();
        foreach (var gateway in new[] { tree.Leaf, tree.Leaf, tree.Leaf, tree.Middle, tree.Root })
        {
            for (var i = 0; i < 12; i++)
            {
                crowd.Add(await gateway.WatchAsync(room, person: $"v{crowd.Count}"));
            }
        }

        // 60 connections with 8 calls at a time each: far more than keep their own keys.
        var calls = crowd.SelectMany((watcher, v) => Enumerable.Range(1, 40).Select(i => (watcher, Key: $"{v}-{i}", Count: (long)i))).ToArray();
        calls.Length.ShouldBeGreaterThan(10 * LikeLane.MaxOwnKeys);
        var answers = await Task.WhenAll(calls.Select(call => call.watcher.LikeAsync(call.Count, call.Key)));
        var again = await Task.WhenAll(calls.Take(500).Select(call => call.watcher.LikeAsync(call.Count, call.Key)));

        answers.ShouldAllBe(answer => answer.Ok);
        again.ShouldAllBe(answer => answer.Ok && answer.Repeated == true);
        (await tree.Root.ViewAsync(room)).Likes.Single(likes => likes.Platform == "web").Count.ShouldBe(calls.Sum(call => call.Count));
        await Task.WhenAll(crowd.Select(async watcher => await watcher.DisposeAsync()));
    }

    [Fact]
    public async Task A_like_that_the_room_refuses_is_refused_to_its_viewer_alone()
    {
        var room = await tree.OpenRoomAsync();
        await using var viewer = await tree.Leaf.WatchAsync(room);

        var answers = await Task.WhenAll(viewer.LikeAsync(0), viewer.LikeAsync(RoomLimits.MaxLikesPerCommand + 1), viewer.LikeAsync(3));

        answers.Select(answer => answer.Code).ShouldBe([Rejection.CountInvalid, Rejection.CountInvalid, null]);
    }
}
