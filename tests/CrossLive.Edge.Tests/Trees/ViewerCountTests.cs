using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Edge.Tests.Trees;

[Collection(SharedTree.Name)]
public sealed class ViewerCountTests(Tree tree)
{
    [Fact]
    public async Task Viewers_add_up_through_two_levels_and_edges_are_none()
    {
        var room = await tree.OpenRoomAsync();
        var watchers = new List<Watcher>();
        foreach (var gateway in new[] { tree.Root, tree.Middle, tree.Middle, tree.Leaf, tree.Leaf, tree.Leaf })
        {
            watchers.Add(await gateway.WatchAsync(room, person: $"v{watchers.Count}"));
        }

        await ShowsAsync(room, 6);
        await Tree.UntilAsync(() => watchers.All(watcher => CountShownTo(watcher) == 6), () => "the count in everybody's sight");

        await Task.WhenAll(watchers.Skip(3).Select(async watcher => await watcher.DisposeAsync()));
        await ShowsAsync(room, 3);
        await Task.WhenAll(watchers.Take(3).Select(async watcher => await watcher.DisposeAsync()));
        await ShowsAsync(room, 0);
    }

    [Fact]
    public async Task What_an_edge_said_is_forgotten_with_its_connection()
    {
        var room = await tree.OpenRoomAsync();
        await using var edge = await tree.Root.ConnectAsync(EdgeMethods.Path, tree.Root.Tokens.IssueForEdge("edge-1", TimeSpan.FromMinutes(1)));
        await edge.Connection.InvokeAsync<JoinReply>(EdgeMethods.Join, new EdgeJoinRequest(room));

        var reply = await edge.Connection.InvokeAsync<ViewersReply>(EdgeMethods.Viewers, new ViewersCall(41));
        reply.Ok.ShouldBeTrue();
        await ShowsAsync(room, 41);
        await edge.Connection.InvokeAsync<ViewersReply>(EdgeMethods.Viewers, new ViewersCall(42));
        await ShowsAsync(room, 42);
        (await edge.Connection.InvokeAsync<ViewersReply>(EdgeMethods.Viewers, new ViewersCall(-1))).Code.ShouldBe(Rejection.CountInvalid);
        await edge.DisposeAsync();

        await ShowsAsync(room, 0);
    }

    private static long? CountShownTo(Watcher watcher) =>
        watcher.Events.Select(e => e.Body).OfType<CountersMerged>().SelectMany(counters => counters.Viewers).Cast<PlatformCount?>().LastOrDefault()?.Count;

    private Task ShowsAsync(string room, long viewers)
    {
        long? shown = null;
        return Tree.UntilAsync(
            async () => (shown = (await tree.Root.ViewAsync(room)).Viewers.Where(count => count.Platform == PlatformId.Web).Sum(count => count.Count)) == viewers,
            () => $"{viewers} viewers; shown are {shown}");
    }
}
