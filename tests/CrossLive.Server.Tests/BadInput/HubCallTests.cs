using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>Calls that are well-formed SignalR and wrong for the hub.</summary>
[Collection(LiveServerTests.Name)]
public sealed class HubCallTests(LiveServer server)
{
    private static readonly object?[][] WrongArguments =
    [
        [],
        ["a text in place of an object"],
        [42],
        [new[] { 1, 2, 3 }],
        [new ChatCall("1", "one"), new ChatCall("2", "two")],
        [new Dictionary<string, object>(StringComparer.Ordinal) { ["k"] = 5, ["m"] = true }],
        [new Dictionary<string, object>(StringComparer.Ordinal) { ["k"] = new[] { "1" }, ["m"] = "x" }],
    ];

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Wrong_arguments_are_answered_with_what_is_wrong_and_the_connection_goes_on(WireProtocol protocol)
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room, protocol);
        foreach (var arguments in WrongArguments)
        {
            var problem = await Should.ThrowAsync<HubException>(() => viewer.InvokeCoreAsync<CommandReply>(HubMethods.Chat, arguments!).WaitAsync(Hub.Patience));
            problem.Message.ShouldContain("argument", Case.Insensitive, "It should say more than that something went wrong.");
        }

        (await viewer.SendAsync(HubMethods.Chat, new ChatCall("right", "right"))).Ok.ShouldBeTrue();
        await server.ShouldBeHealthyAsync();
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_method_that_does_not_exist_is_answered_so(WireProtocol protocol)
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room, protocol);
        (await Should.ThrowAsync<HubException>(() => viewer.SendAsync("destroy", new ChatCall("1", "x")))).Message.ShouldContain("does not exist");
        await server.ShouldBeHealthyAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_command_without_a_key_is_refused(string? key)
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall(key, "hello"))).Code.ShouldBe(Rejection.KeyInvalid);
    }

    [Fact]
    public async Task A_key_has_255_characters_at_most()
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall(new string('k', 256), "hello"))).Code.ShouldBe(Rejection.KeyInvalid);
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall(new string('k', 255), "hello"))).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_with_another_content_is_refused()
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall("same", "one"))).Ok.ShouldBeTrue();
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall("same", "two"))).Code.ShouldBe(Rejection.KeyReused);
    }

    [Theory]
    [InlineData("rose", 0, Rejection.CountInvalid)]
    [InlineData("rose", -1, Rejection.CountInvalid)]
    [InlineData("rose", long.MaxValue, Rejection.CountInvalid)]
    [InlineData("rose", long.MinValue, Rejection.CountInvalid)]
    [InlineData("palace", 1, Rejection.GiftInvalid)]
    [InlineData("", 1, Rejection.GiftInvalid)]
    [InlineData(null, 1, Rejection.GiftInvalid)]
    public async Task A_gift_that_cannot_be_is_refused_with_the_reason(string? gift, long quantity, string code)
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room, WireProtocol.MessagePack);
        (await viewer.SendAsync(HubMethods.Gift, new GiftCall("1", gift, quantity))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    public async Task Likes_that_cannot_be_are_refused(long count)
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        (await viewer.SendAsync(HubMethods.Like, new LikeCall("1", count))).Code.ShouldBe(Rejection.CountInvalid);
    }

    [Fact]
    public async Task A_viewer_may_not_moderate_or_operate()
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        (await viewer.SendAsync(HubMethods.Close, new CloseCall("1", "mine now"))).Code.ShouldBe(Rejection.NotAllowed);
        (await viewer.SendAsync(HubMethods.Announce, new AnnounceCall("2", "hear me"))).Code.ShouldBe(Rejection.NotAllowed);
        (await viewer.SendAsync(HubMethods.Mute, new MuteCall("3", "web", "operator"))).Code.ShouldBe(Rejection.NotAllowed);
        (await viewer.SendAsync(HubMethods.Words, new WordsCall("4", ["hello"]))).Code.ShouldBe(Rejection.NotAllowed);
        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task A_command_before_the_join_is_refused()
    {
        await using var connection = await Hub.ConnectAsync(server.Address, server.NewViewer());
        (await connection.SendAsync(HubMethods.Chat, new ChatCall("1", "hello"))).Code.ShouldBe(Rejection.JoinRequired);
    }

    [Fact]
    public async Task A_viewer_that_sends_too_much_is_told_how_long_to_wait()
    {
        await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room);
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => viewer.SendAsync(HubMethods.Chat, new ChatCall($"{i}", $"message {i}"))));
        var refused = replies.Where(reply => !reply.Ok).ToArray();
        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(reply => reply.Code == Rejection.ViewerRate && reply.RetryMs > 0);
        await server.ShouldBeHealthyAsync();
    }
}
