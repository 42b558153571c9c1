using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Hubs;

public sealed class CommandTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RoomServer _server = shared.Server;

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_command_is_answered_with_its_place_and_its_repeat_with_the_same_one(WireProtocol protocol)
    {
        await _server.OpenAsync($"repeat-{protocol}");
        await using var viewer = await _server.JoinAsync($"repeat-{protocol}", protocol);

        foreach (var (method, call) in new (string, object)[]
        {
            (HubMethods.Chat, new ChatCall("k1", "hello", "en")),
            (HubMethods.Like, new LikeCall("k2", 5)),
            (HubMethods.Gift, new GiftCall("k3", "rose", 2)),
            (HubMethods.Share, new ShareCall("k4", "douyin")),
            (HubMethods.Follow, new FollowCall("k5")),
        })
        {
            var first = await viewer.CallAsync(method, call);
            var second = await viewer.CallAsync(method, call);

            (first.Ok, first.Repeated, first.Code).ShouldBe((true, null, null), method);
            (second.Ok, second.Repeated, second.Epoch, second.Sequence).ShouldBe((true, true, first.Epoch, first.Sequence), method);
        }
    }

    [Fact]
    public async Task One_key_with_two_contents_is_refused_and_two_people_s_keys_are_their_own()
    {
        await _server.OpenAsync("keys");
        await using var vera = await _server.JoinAsync("keys", person: "vera");
        await using var walt = await _server.JoinAsync("keys", person: "walt");

        (await vera.ChatAsync("one", "k")).Ok.ShouldBeTrue();
        (await vera.ChatAsync("two", "k")).Code.ShouldBe(Rejection.KeyReused);
        (await vera.CallAsync(HubMethods.Follow, new FollowCall("k"))).Code.ShouldBe(Rejection.KeyReused);
        (await walt.ChatAsync("one", "k")).Repeated.ShouldBeNull();
    }

    [Fact]
    public async Task A_viewer_who_sends_too_much_is_told_how_long_to_wait()
    {
        await _server.OpenAsync("rates");
        await using var viewer = await _server.JoinAsync("rates");

        var replies = new List<CommandReply>();
        for (var i = 0; i < 20; i++)
        {
            replies.Add(await viewer.ChatAsync($"m{i}"));
        }

        replies.Take(ProtocolLimits.ChatBurst).ShouldAllBe(reply => reply.Ok);
        var refused = replies.First(reply => !reply.Ok);
        refused.Code.ShouldBe(Rejection.ViewerRate);
        refused.RetryMs!.Value.ShouldBeInRange(1, 1_000);
    }

    [Theory]
    [InlineData(Role.Viewer, false, false)]
    [InlineData(Role.Moderator, true, false)]
    [InlineData(Role.Operator, true, true)]
    [InlineData(Role.Platform, true, false)]
    public async Task Roles_may_what_the_protocol_says(Role role, bool mayModerate, bool mayOperate)
    {
        var name = $"roles-{role}";
        await _server.OpenAsync(name);
        await using var viewer = await _server.JoinAsync(name, role: role);
        var text = await viewer.ChatAsync("to be taken away");

        foreach (var (method, call, isAllowed) in new (string, object, bool)[]
        {
            (HubMethods.Delete, new DeleteCall("m1", text.Sequence!.Value), mayModerate),
            (HubMethods.Mute, new MuteCall("m2", "twitch", "t1", 1_000), mayModerate),
            (HubMethods.Unmute, new UnmuteCall("m3", "twitch", "t1"), mayModerate),
            (HubMethods.Slow, new SlowCall("m4", 0), mayModerate),
            (HubMethods.Words, new WordsCall("m5", ["bad"]), mayModerate),
            (HubMethods.Announce, new AnnounceCall("o1", "Hear!"), mayOperate),
            (HubMethods.Pin, new PinCall("o2", null, "Look"), mayOperate),
            (HubMethods.Unpin, new UnpinCall("o3"), mayOperate),
            (HubMethods.Open, new OpenCall("o4", "Another title"), mayOperate),
            (HubMethods.Close, new CloseCall("o5", "The end"), mayOperate),
        })
        {
            var reply = await viewer.CallAsync(method, call);
            (reply.Ok, reply.Code).ShouldBe((isAllowed, isAllowed ? null : Rejection.NotAllowed), method);
        }
    }

    [Fact]
    public async Task A_command_needs_a_room_a_key_and_a_body()
    {
        await _server.OpenAsync("needs");
        await using var viewer = await _server.ConnectAsync(_server.Token("needs"));

        (await viewer.ChatAsync("too early")).Code.ShouldBe(Rejection.JoinRequired);
        await viewer.JoinAsync("needs");
        (await viewer.ChatAsync("no key", "")).Code.ShouldBe(Rejection.KeyInvalid);
        (await viewer.ChatAsync("long key", new string('k', 256))).Code.ShouldBe(Rejection.KeyInvalid);
        (await viewer.ChatAsync("longest key", new string('k', 255))).Ok.ShouldBeTrue();
        (await viewer.CallAsync(HubMethods.Chat, null!)).Code.ShouldBe(Rejection.KeyInvalid);
        (await viewer.CallAsync(HubMethods.Gift, new GiftCall("g", "no-such-gift", 1))).Code.ShouldBe(Rejection.GiftInvalid);
        (await viewer.CallAsync(HubMethods.Gift, new GiftCall("g", "rose", -1))).Code.ShouldBe(Rejection.CountInvalid);
        (await viewer.CallAsync(HubMethods.Gift, new GiftCall("g", "rose", long.MaxValue))).Code.ShouldBe(Rejection.CountInvalid);
        (await viewer.CallAsync(HubMethods.Like, new LikeCall("l", long.MinValue))).Code.ShouldBe(Rejection.CountInvalid);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_call_of_the_wrong_form_is_an_error_of_that_call_alone(WireProtocol protocol)
    {
        var name = $"forms-{protocol}";
        await _server.OpenAsync(name);
        await using var viewer = await _server.JoinAsync(name, protocol);

        await Should.ThrowAsync<HubException>(() => viewer.Connection.InvokeAsync<CommandReply>(HubMethods.Chat));
        await Should.ThrowAsync<HubException>(() => viewer.Connection.InvokeAsync<CommandReply>(HubMethods.Chat, new ChatCall("a", "b"), new ChatCall("a", "b")));
        await Should.ThrowAsync<HubException>(() => viewer.Connection.InvokeAsync<CommandReply>(HubMethods.Chat, 17));
        await Should.ThrowAsync<HubException>(() => viewer.Connection.InvokeAsync<CommandReply>("no-such-call", new ChatCall("a", "b")));

        (await viewer.ChatAsync("still here")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_is_too_large_ends_its_connection_and_no_other()
    {
        await _server.OpenAsync("large");
        await using var other = await _server.JoinAsync("large", person: "other");
        await using var viewer = await _server.JoinAsync("large");

        await Should.ThrowAsync<Exception>(() => viewer.ChatAsync(new string('x', ProtocolLimits.MaxCallBytes + 1)));
        await viewer.Closed.WaitAsync(TimeSpan.FromSeconds(30));

        (await other.ChatAsync("fine")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Clocks_can_be_compared()
    {
        await using var viewer = await _server.ConnectAsync(_server.Token("clock"));

        var reply = await viewer.Connection.InvokeAsync<TimeReply>(HubMethods.Time, new TimeCall(12.5));

        reply.ClientMs.ShouldBe(12.5);
        reply.SentUnixMs.ShouldBeGreaterThanOrEqualTo(reply.ReceivedUnixMs);
        reply.ReceivedUnixMs.ShouldBe(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), tolerance: 60_000);
    }
}
