using System.Net;
using System.Net.Sockets;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace CrossLive.Client.Tests;

public class RoomClientCommandTests
{
    public static TheoryData<Fault, WireProtocol> Faults
    {
        get
        {
            var data = new TheoryData<Fault, WireProtocol>();
            foreach (var fault in Enum.GetValues<Fault>())
            {
                data.Add(fault, WireProtocol.Json);
                data.Add(fault, WireProtocol.MessagePack);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_command_is_sent_again_with_the_same_key_until_it_is_answered_and_has_one_effect(Fault fault, WireProtocol protocol)
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnCommand = number => number <= 2 ? fault : Fault.None;
        await using var client = new RoomClient(server.Options(protocol) with { AnswerTimeout = TimeSpan.FromMilliseconds(500) });
        await Eventually.InTimeAsync(client.ConnectAsync());

        var reply = await Eventually.InTimeAsync(client.ChatAsync("你好 👋", "zh"));

        reply.Ok.ShouldBeTrue();
        reply.Sequence.ShouldBe(1);
        reply.Repeated.ShouldBe(fault is Fault.CutAfterEffect or Fault.NeverAnswered ? true : null);
        server.Room.Calls.Count.ShouldBe(fault == Fault.None ? 1 : 3);
        server.Room.Calls.Select(call => call.Call).Distinct().ShouldHaveSingleItem();
        server.Room.Log.Single().Body.ShouldBe(new ChatPosted("你好 👋", "zh", null));
    }

    [Fact]
    public async Task Each_command_is_the_call_that_the_protocol_says()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await Eventually.InTimeAsync(client.ConnectAsync());

        await client.ChatAsync("hi", "en", "k");
        await client.GiftAsync("rose", 3, "k");
        await client.ShareAsync("wechat", "k");
        await client.FollowAsync("k");
        await client.DeleteAsync(7, "k");
        await client.MuteAsync("tiktok", "u7", TimeSpan.FromMinutes(1), "k");
        await client.UnmuteAsync("tiktok", "u7", "k");
        await client.SetSlowModeAsync(TimeSpan.FromSeconds(5), "k");
        await client.OpenRoomAsync("Title", "k");
        await client.CloseRoomAsync("Reason", "k");
        await client.AnnounceAsync("Text", "k");
        await client.PinMessageAsync(7, "k");
        await client.PinTextAsync("Text", "k");
        await client.UnpinAsync("k");
        await client.SetWordsAsync(["a", "b"], "k");

        server.Room.Calls.Select(call => (call.Method, call.Call)).SkipLast(1).ShouldBe([
            (HubMethods.Chat, new ChatCall("k", "hi", "en")),
            (HubMethods.Gift, new GiftCall("k", "rose", 3)),
            (HubMethods.Share, new ShareCall("k", "wechat")),
            (HubMethods.Follow, new FollowCall("k")),
            (HubMethods.Delete, new DeleteCall("k", 7)),
            (HubMethods.Mute, new MuteCall("k", "tiktok", "u7", 60_000)),
            (HubMethods.Unmute, new UnmuteCall("k", "tiktok", "u7")),
            (HubMethods.Slow, new SlowCall("k", 5_000)),
            (HubMethods.Open, new OpenCall("k", "Title")),
            (HubMethods.Close, new CloseCall("k", "Reason")),
            (HubMethods.Announce, new AnnounceCall("k", "Text")),
            (HubMethods.Pin, new PinCall("k", 7)),
            (HubMethods.Pin, new PinCall("k", Text: "Text")),
            (HubMethods.Unpin, new UnpinCall("k"))]);
        server.Room.Calls.Last().Call.ShouldBeOfType<WordsCall>().Words.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_is_not_sent_again()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnReply = _ => new CommandReply(false, Code: Rejection.Muted, Detail: "No.");
        await using var client = new RoomClient(server.Options());
        await Eventually.InTimeAsync(client.ConnectAsync());

        (await Eventually.InTimeAsync(client.ChatAsync("hi"))).ShouldBe(new CommandReply(false, Code: Rejection.Muted, Detail: "No."));

        server.Room.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_that_is_never_answered_gives_its_key_back_after_its_tries()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnCommand = _ => Fault.CutBeforeEffect;
        await using var client = new RoomClient(server.Options() with { MaxCommandSends = 3 });
        await Eventually.InTimeAsync(client.ConnectAsync());

        var unanswered = await Should.ThrowAsync<CommandUnansweredException>(Eventually.InTimeAsync(client.GiftAsync("rose", key: "gift-1")));

        unanswered.Key.ShouldBe("gift-1");
        unanswered.Sends.ShouldBe(3);
        server.Room.Calls.Select(call => call.Key).ShouldBe(["gift-1", "gift-1", "gift-1"]);
    }

    [Fact]
    public async Task A_command_without_a_connection_ends_when_its_time_is_over_and_was_not_sent()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var time = new FakeTimeProvider();
        await using var client = new RoomClient(new RoomClientOptions
        {
            HubUri = new Uri($"http://127.0.0.1:{port}{HubMethods.Path}"),
            Room = "room-1",
            TokenProvider = _ => ValueTask.FromResult<string?>(null),
            Random = Random.Shared,
            Time = time,
        });
        var connecting = client.ConnectAsync();
        var chat = client.ChatAsync("hi");
        await Eventually.HoldsAsync(() => client.Status.State == RoomConnectionState.Waiting);
        chat.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(61));

        (await Should.ThrowAsync<CommandUnansweredException>(Eventually.InTimeAsync(chat))).Sends.ShouldBe(0);
        connecting.IsCompleted.ShouldBeFalse();
        await client.DisposeAsync();
        (await Should.ThrowAsync<RoomEndedException>(connecting)).Reason.ShouldBe("disposed");
    }

    [Fact]
    public async Task Commands_beyond_the_limit_are_refused_and_the_limit_frees_itself()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnCommand = number => number <= 2 ? Fault.NeverAnswered : Fault.None;
        await using var client = new RoomClient(server.Options() with { MaxPendingCommands = 2 });
        await Eventually.InTimeAsync(client.ConnectAsync());
        using var giveUp = new CancellationTokenSource();
        var first = client.ChatAsync("1", cancellationToken: giveUp.Token);
        var second = client.ChatAsync("2", cancellationToken: giveUp.Token);
        await Eventually.HoldsAsync(() => server.Room.Calls.Count == 2);

        await Should.ThrowAsync<TooManyCommandsException>(client.ChatAsync("3"));
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await Should.ThrowAsync<OperationCanceledException>(second);

        (await Eventually.InTimeAsync(client.ChatAsync("4"))).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Likes_that_come_together_go_in_one_call()
    {
        await using var server = await UnrulyServer.StartAsync();
        var time = new FakeTimeProvider();
        await using var client = new RoomClient(server.Options() with { Time = time, AnswerTimeout = TimeSpan.FromDays(1), CommandTimeout = TimeSpan.FromDays(1) });
        await Eventually.InTimeAsync(client.ConnectAsync());

        for (var i = 0; i < 10; i++)
        {
            client.Like(3);
        }

        server.Room.Calls.ShouldBeEmpty();
        await PassUntilAsync(time, () => !server.Room.Calls.IsEmpty);
        server.Room.Calls.Single().Call.ShouldBeOfType<LikeCall>().Count.ShouldBe(30);
    }

    [Fact]
    public async Task Likes_that_the_server_does_not_take_yet_go_with_the_next_ones()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnReply = number => number == 1 ? new CommandReply(false, Code: Rejection.ViewerRate, RetryMs: 900) : null;
        var time = new FakeTimeProvider();
        await using var client = new RoomClient(server.Options() with { Time = time, AnswerTimeout = TimeSpan.FromDays(1), CommandTimeout = TimeSpan.FromDays(1) });
        await Eventually.InTimeAsync(client.ConnectAsync());

        client.Like(5);
        await PassUntilAsync(time, () => server.Room.Calls.Count == 1);
        client.Like(2);
        await PassUntilAsync(time, () => server.Room.Calls.Count == 2);

        server.Room.Calls.Select(call => ((LikeCall)call.Call).Count).ShouldBe([5, 7]);
        server.Room.Calls.Select(call => call.Key).ShouldBeUnique();
    }

    [Fact]
    public async Task Likes_survive_a_lost_connection_with_the_same_key()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnCommand = number => number == 1 ? Fault.CutAfterEffect : Fault.None;
        await using var client = new RoomClient(server.Options() with { LikeInterval = TimeSpan.FromMilliseconds(1) });
        await Eventually.InTimeAsync(client.ConnectAsync());

        client.Like(4);
        await Eventually.HoldsAsync(() => server.Room.Calls.Count == 2);

        server.Room.Calls.Select(call => call.Call).Distinct().ShouldHaveSingleItem();
        server.Room.Log.Count.ShouldBe(1);
    }

    private static Task PassUntilAsync(FakeTimeProvider time, Func<bool> state) => Eventually.HoldsAsync(() =>
    {
        time.Advance(TimeSpan.FromMilliseconds(50));
        return state();
    });
}
