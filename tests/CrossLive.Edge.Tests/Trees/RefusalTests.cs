using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Edge.Tests.Trees;

[Collection(SharedTree.Name)]
public sealed class RefusalTests(Tree tree)
{
    private static readonly Me Ann = new("web", "ann", "Ann", 0);

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Moderator)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Platform)]
    public async Task Nobody_but_an_edge_comes_to_the_edges_hub(Role role)
    {
        var refusal = await Should.ThrowAsync<HttpRequestException>(() => tree.Root.ConnectAsync(EdgeMethods.Path, tree.Root.Token("*", role)));

        refusal.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_edge_is_no_viewer_and_no_operator()
    {
        var token = EdgeToken();

        (await Should.ThrowAsync<HttpRequestException>(() => tree.Root.ConnectAsync(HubMethods.Path, token))).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        using var http = new HttpClient { BaseAddress = tree.Root.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await http.GetAsync(new Uri("/api/rooms/any/", UriKind.Relative))).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_viewer_s_hub_has_no_batches_and_no_history()
    {
        var room = await tree.OpenRoomAsync();
        await using var viewer = await tree.Root.WatchAsync(room);

        await Should.ThrowAsync<HubException>(() => viewer.Connection.InvokeAsync<BatchReply>(EdgeMethods.Batch, new BatchCall([])));
        await Should.ThrowAsync<HubException>(() => viewer.Connection.InvokeAsync<ViewersReply>(EdgeMethods.Viewers, new ViewersCall(1)));
        var reply = await viewer.Connection.InvokeAsync<JoinReply>(HubMethods.Join, new EdgeJoinRequest(room, History: true));
        reply.Ok.ShouldBeTrue();
        reply.History.ShouldBeNull();
    }

    [Fact]
    public async Task Nothing_is_taken_from_an_edge_that_is_in_no_room()
    {
        await using var edge = await tree.Root.ConnectAsync(EdgeMethods.Path, EdgeToken());

        (await BatchAsync(edge, Chat("k1"))).Code.ShouldBe(Rejection.JoinRequired);
        (await edge.Connection.InvokeAsync<ViewersReply>(EdgeMethods.Viewers, new ViewersCall(1))).Code.ShouldBe(Rejection.JoinRequired);
    }

    [Fact]
    public async Task A_batch_of_nothing_or_of_too_much_is_refused_as_a_whole()
    {
        await using var edge = await EdgeInAsync(await tree.OpenRoomAsync());

        (await edge.Connection.InvokeAsync<BatchReply>(EdgeMethods.Batch, new BatchCall(null))).Code.ShouldBe(Rejection.BatchInvalid);
        (await BatchAsync(edge)).Code.ShouldBe(Rejection.BatchInvalid);
        (await BatchAsync(edge, [.. Enumerable.Range(0, ProtocolLimits.MaxBatchCommands + 1).Select(i => Chat($"k{i}"))])).Code.ShouldBe(Rejection.BatchInvalid);
    }

    [Fact]
    public async Task A_malformed_command_is_refused_and_those_beside_it_are_not()
    {
        await using var edge = await EdgeInAsync(await tree.OpenRoomAsync());

        var reply = await BatchAsync(
            edge,
            Chat("k1"),
            null,
            new ForwardedCommand("chat", Ann, null),
            new ForwardedCommand("join", Ann, new ForwardedCall("k2")),
            new ForwardedCommand("chat", Ann, new ForwardedCall(null, Text: "no key")),
            new ForwardedCommand("chat", Ann, new ForwardedCall(new string('k', 256), Text: "long key")),
            new ForwardedCommand("chat", null, new ForwardedCall("k3", Text: "nobody")),
            new ForwardedCommand("chat", Ann with { Platform = "tiktok" }, new ForwardedCall("k4", Text: "elsewhere")),
            new ForwardedCommand("chat", Ann with { Id = "" }, new ForwardedCall("k5", Text: "no id")),
            new ForwardedCommand("chat", Ann with { Name = "a\u0001b" }, new ForwardedCall("k6", Text: "no name")),
            new ForwardedCommand("chat", Ann with { Role = 4 }, new ForwardedCall("k7", Text: "no role")),
            new ForwardedCommand("announce", Ann, new ForwardedCall("k8", Text: "may not")),
            new ForwardedCommand("gift", Ann, new ForwardedCall("k9", GiftId: "yacht", Quantity: 1)),
            Chat("k10"));

        reply.Answers!.Select(answer => answer.Code).ShouldBe(
        [
            null, Rejection.BatchInvalid, Rejection.BatchInvalid, Rejection.BatchInvalid, Rejection.KeyInvalid, Rejection.KeyInvalid, Rejection.PersonInvalid,
            Rejection.PersonInvalid, Rejection.PersonInvalid, Rejection.PersonInvalid, Rejection.PersonInvalid, Rejection.NotAllowed, Rejection.GiftInvalid, null,
        ]);
    }

    [Fact]
    public async Task The_largest_call_of_a_viewer_goes_through_every_level()
    {
        var room = await tree.OpenRoomAsync();
        await using var moderator = await tree.Leaf.WatchAsync(room, role: Role.Moderator);

        // 500 words of 60 characters: 30 KiB, nearly all that a viewer's call may have.
        (await moderator.CallAsync(HubMethods.Words, new WordsCall("w1", [.. Enumerable.Range(0, 500).Select(i => $"{i:000}{new string('w', 57)}")]))).Ok.ShouldBeTrue();
        (await moderator.CallAsync(HubMethods.Chat, new ChatCall("c1", new string('文', 10_000)))).Code.ShouldBe(Rejection.TextTooLong);
    }

    [Fact]
    public async Task A_path_that_is_no_path_is_refused()
    {
        var room = await tree.OpenRoomAsync();
        await using var edge = await tree.Root.ConnectAsync(EdgeMethods.Path, EdgeToken());

        foreach (var via in new string?[][] { [null], [""], [new string('e', ProtocolLimits.MaxEdgeNameLength + 1)], [.. Enumerable.Repeat("e", ProtocolLimits.MaxEdgesInPath + 1)] })
        {
            (await edge.Connection.InvokeAsync<JoinReply>(EdgeMethods.Join, new EdgeJoinRequest(room, Via: via))).Code.ShouldBe(Rejection.SettingInvalid);
        }

        (await edge.Connection.InvokeAsync<JoinReply>(EdgeMethods.Join, new EdgeJoinRequest("no such room!"))).Code.ShouldBe(Rejection.RoomUnknown);
    }

    private static ForwardedCommand Chat(string key) => new(HubMethods.Chat, Ann, new ForwardedCall(key, Text: "hello"));

    private static Task<BatchReply> BatchAsync(Watcher edge, params ForwardedCommand?[] commands) =>
        edge.Connection.InvokeAsync<BatchReply>(EdgeMethods.Batch, new BatchCall(commands));

    private string EdgeToken() => tree.Root.Tokens.IssueForEdge("edge-1", TimeSpan.FromMinutes(5));

    private async Task<Watcher> EdgeInAsync(string room)
    {
        var edge = await tree.Root.ConnectAsync(EdgeMethods.Path, EdgeToken());
        (await edge.Connection.InvokeAsync<JoinReply>(EdgeMethods.Join, new EdgeJoinRequest(room))).Ok.ShouldBeTrue();
        return edge;
    }
}
