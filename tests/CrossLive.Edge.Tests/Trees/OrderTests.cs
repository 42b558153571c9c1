using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Edge.Tests.Trees;

[Collection(SharedTree.Name)]
public sealed class OrderTests(Tree tree)
{
    [Fact]
    public async Task Viewers_of_the_root_and_of_two_levels_of_edges_see_one_order_and_the_same_positions()
    {
        var room = await tree.OpenRoomAsync();
        await using var atRoot = await tree.Root.WatchAsync(room, person: "r");
        await using var atMiddle = await tree.Middle.WatchAsync(room, WireProtocol.Json, person: "m");
        await using var atLeaf = await tree.Leaf.WatchAsync(room, person: "l");
        var watchers = new[] { atRoot, atMiddle, atLeaf };

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => watchers[i % 3].ChatAsync($"message {i}")));

        answers.ShouldAllBe(answer => answer.Ok);
        var last = answers.Max(answer => answer.Sequence!.Value);
        await Tree.UntilAsync(() => watchers.All(watcher => watcher.Positions.Any(position => position.Sequence == last)), () => "the last message everywhere");
        var texts = watchers.Select(watcher => watcher.Events.Where(e => e.Body is ChatPosted).Select(e => $"{e.Position} {e.Actor.Id} {((ChatPosted)e.Body).Text}").ToArray()).ToArray();
        texts[0].Length.ShouldBe(300);
        texts[1].ShouldBe(texts[0]);
        texts[2].ShouldBe(texts[0]);
        foreach (var watcher in watchers)
        {
            var sequences = watcher.Positions.Select(position => position.Sequence).ToArray();
            sequences.ShouldBe(Enumerable.Range(0, sequences.Length).Select(i => sequences[0] + i));
            watcher.Resets.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Events_and_views_are_the_root_s_byte_for_byte_two_levels_below(WireProtocol protocol)
    {
        var room = await tree.OpenRoomAsync();
        await using var watching = await tree.Leaf.WatchAsync(room, person: "early");
        var through = await HappenAsync(room);
        await Tree.UntilAsync(() => watching.Positions.LastOrDefault().Sequence >= through, () => "what happened, two levels below");

        var (root, rootEvents) = await ReadAsync(tree.Root, new Position(1, 1));
        var (leaf, leafEvents) = await ReadAsync(tree.Leaf, new Position(1, 1));
        var (rootView, leafView) = ((string?)null, (string?)null);

        (root.IsRecovered, leaf.IsRecovered).ShouldBe((true, true));
        rootEvents.Count.ShouldBeGreaterThanOrEqualTo((int)through - 1);
        leafEvents.Take((int)through - 1).Select(Told).ShouldBe(rootEvents.Take((int)through - 1).Select(Told));

        // Viewer counts move while these viewers come and go: the two are compared at a moment when they stand still.
        await Tree.UntilAsync(
            async () =>
            {
                (rootView, leafView) = ((await ReadAsync(tree.Root, null)).Item1.View, (await ReadAsync(tree.Leaf, null)).Item1.View);
                return rootView is not null && rootView == leafView;
            },
            () => $"the same view at the root and two levels below:\n{rootView}\n{leafView}");

        // Where counters come close together, each frame leaves out the totals that a later event of it replaces, and frames are not the same everywhere.
        // Their places are compared here, and the totals by the view below.
        string Told(string raw) =>
            (protocol == WireProtocol.Json ? raw : MessagePackSerializer.ConvertToJson(Convert.FromHexString(raw))).Contains($"\"{EventKinds.Counters}\"", StringComparison.Ordinal) ? EventKinds.Counters : raw;

        async Task<(RawViewer, IReadOnlyList<string>)> ReadAsync(Gateway gateway, Position? known)
        {
            var (viewer, events) = await RawViewer.ReadAsync(gateway.Address, gateway.Token(room, person: "raw"), room, protocol, known, through);
            await viewer.DisposeAsync();
            return (viewer, events);
        }
    }

    [Fact]
    public async Task An_edge_s_viewers_are_told_the_root_s_catalog_and_who_they_are()
    {
        var room = await tree.OpenRoomAsync();
        await using var connection = await tree.Leaf.ConnectAsync(HubMethods.Path, tree.Leaf.Token(room, person: "ann"));

        var reply = await connection.JoinAsync(room);

        reply.Gifts.ShouldBe([new GiftOffer("rose", "Rose", 100, "EUR")]);
        reply.Me.ShouldBe(new Me("web", "ann", "ann", 0));
        reply.History.ShouldBeNull();
        reply.View!.At(new Position(reply.Epoch!.Value, reply.Sequence!.Value)).Title.ShouldBe("The show");
    }

    // Something of every kind, through the leaf; counters last, when nothing else is on its way.
    private async Task<long> HappenAsync(string room)
    {
        await using var viewer = await tree.Leaf.WatchAsync(room, person: "小红 \"quoted\"");
        await using var host = await tree.Leaf.WatchAsync(room, role: Role.Operator, person: "op");
        var said = await viewer.CallAsync(HubMethods.Chat, new ChatCall("c1", "你好 <b> & \u00e9 🎉", "zh-Hans"));
        CommandReply[] answers =
        [
            said,
            await viewer.CallAsync(HubMethods.Gift, new GiftCall("g1", "rose", 3)),
            await viewer.CallAsync(HubMethods.Share, new ShareCall("s1", "wechat")),
            await viewer.CallAsync(HubMethods.Share, new ShareCall("s2")),
            await viewer.CallAsync(HubMethods.Follow, new FollowCall("f1")),
            await viewer.ChatAsync("to be deleted", "c2"),
            await host.CallAsync(HubMethods.Announce, new AnnounceCall("a1", "Welcome")),
            await host.CallAsync(HubMethods.Pin, new PinCall("p1", said.Sequence)),
            await host.CallAsync(HubMethods.Unpin, new UnpinCall("p2")),
            await host.CallAsync(HubMethods.Pin, new PinCall("p3", Text: "A text")),
            await host.CallAsync(HubMethods.Delete, new DeleteCall("d1", said.Sequence!.Value)),
            await host.CallAsync(HubMethods.Mute, new MuteCall("m1", "tiktok", "u", 60_000)),
            await host.CallAsync(HubMethods.Mute, new MuteCall("m2", "tiktok", "v")),
            await host.CallAsync(HubMethods.Unmute, new UnmuteCall("m3", "tiktok", "u")),
            await host.CallAsync(HubMethods.Slow, new SlowCall("sl1", 1_000)),
            await host.CallAsync(HubMethods.Words, new WordsCall("w1", ["bad", "worse"])),
            await host.CallAsync(HubMethods.Close, new CloseCall("cl1", "The end")),
            await host.CallAsync(HubMethods.Open, new OpenCall("o1", "Again")),
            await viewer.LikeAsync(7, "l1"),
        ];
        answers.ShouldAllBe(answer => answer.Ok);
        return answers.Max(answer => answer.Sequence!.Value);
    }
}
