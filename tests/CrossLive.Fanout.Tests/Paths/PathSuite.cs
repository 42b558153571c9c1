using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Tests.Hubs;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>A way from a client to the hub: all of them do the same.</summary>
/// <param name="Transport">The client's transport.</param>
/// <param name="SkipsNegotiation">True where the client opens its WebSocket at once.</param>
/// <param name="IsDirect">True where the server must write to the socket itself, false where it must not.</param>
internal sealed record Way(HttpTransportType Transport, bool SkipsNegotiation, bool IsDirect);

/// <summary>What every way from a client to the hub does, by the official .NET client.</summary>
public abstract class PathSuite
{
    private readonly HubServer _server;
    private readonly Way _way;

    private protected PathSuite(HubServer server, Way way) => (_server, _way) = (server, way);

    private string Prefix => $"{GetType().Name}-";

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task It_goes_the_way_that_it_is_meant_to(WireProtocol protocol)
    {
        // A client of the test before is gone a moment before its connection is.
        await Eventually.HoldsAsync(() => _server.Direct.Count == 0, "the end of the connections of the test before");
        await using var viewer = await JoinAsync(protocol, $"way-{protocol}");

        _server.Direct.Count.ShouldBe(_way.IsDirect ? 1 : 0);
        await viewer.Connection.StopAsync();

        await Eventually.HoldsAsync(() => _server.Direct.Count == 0, "the connection's end");
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Events_come_in_order_without_gap_from_the_answer_s_position_on(WireProtocol protocol)
    {
        var room = await OpenAsync($"order-{protocol}");
        await using var viewer = await ConnectAsync(protocol, "*");
        var reply = await viewer.JoinAsync(Name($"order-{protocol}"));

        for (var i = 0; i < 40; i++)
        {
            await ChatAsync(room, 1 + (i % 7));
        }

        await ShouldSeeAsync(viewer, reply.Sequence!.Value, await HeadAsync(room));
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Frames_beyond_64_KiB_and_a_large_view_arrive_whole(WireProtocol protocol)
    {
        var room = await OpenAsync($"large-{protocol}");
        await ChatAsync(room, 300, new string('播', 500));
        await using var returning = await ConnectAsync(protocol, "*");
        await using var fresh = await ConnectAsync(protocol, "*");

        (await returning.JoinAsync(Name($"large-{protocol}"), new Position(1, 1))).Recovered.ShouldBe(true);
        var view = (await fresh.JoinAsync(Name($"large-{protocol}"))).View!.Snapshot;

        await ShouldSeeAsync(returning, 1, await HeadAsync(room));
        returning.Frames.ShouldContain(frame => frame.MessagePackBytes.Length > ushort.MaxValue);
        view.RecentMessages.ShouldAllBe(message => ((ChatPosted)message.Body).Text.Length == 500);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Commands_are_answered_while_events_flow_and_a_repeat_has_the_same_answer(WireProtocol protocol)
    {
        await using var viewer = await JoinAsync(protocol, $"commands-{protocol}", Role.Operator);

        var first = await viewer.CallAsync(HubMethods.Announce, new AnnounceCall("the-key", "welcome"));
        var others = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => viewer.CallAsync(HubMethods.Announce, new AnnounceCall($"key-{i}", $"m{i}"))));
        var again = await viewer.CallAsync(HubMethods.Announce, new AnnounceCall("the-key", "welcome"));
        var time = await viewer.Connection.InvokeAsync<TimeReply>(HubMethods.Time, new TimeCall(1.5));

        others.ShouldAllBe(reply => reply.Ok);
        first.Ok.ShouldBeTrue();
        again.ShouldBe(first with { Repeated = true });
        time.ClientMs.ShouldBe(1.5);
        await Eventually.HoldsAsync(() => Announced(viewer).Count == 7, "seven announcements");
        Announced(viewer).ShouldBeUnique();
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_viewer_that_is_moved_to_a_snapshot_goes_on_from_there(WireProtocol protocol)
    {
        var room = await OpenAsync($"reset-{protocol}");
        await using var viewer = await ConnectAsync(protocol, "*");
        var resets = new List<ResetMessage>();
        viewer.Connection.On<ResetMessage>(HubMethods.Reset, resets.Add);
        (await viewer.JoinAsync(Name($"reset-{protocol}"))).Ok.ShouldBeTrue();
        var feed = Feed($"reset-{protocol}");

        // The feed starts over: what its viewers had means nothing any more.
        feed.Start((await room.InspectAsync()).View!, []);
        await Eventually.HoldsAsync(() => resets.Count == 1, "the reset");
        await ChatAsync(room, 5);
        var head = await HeadAsync(room);
        await Eventually.HoldsAsync(() => viewer.Positions.Any(position => position.Sequence == head), "the last event");

        resets.Single().Why.ShouldBe(JoinReasons.Lagging);
        resets.Single().View!.Snapshot.Title.ShouldBe("The show");
        var after = viewer.Positions.Select(position => position.Sequence).SkipWhile(sequence => sequence <= resets.Single().Sequence).ToArray();
        after.ShouldBe(Enumerable.Range(1, after.Length).Select(i => resets.Single().Sequence + i));
    }

    [Theory]
    [InlineData(WireProtocol.Json, DisconnectCode.ShuttingDown)]
    [InlineData(WireProtocol.Json, DisconnectCode.TooSlow)]
    [InlineData(WireProtocol.MessagePack, DisconnectCode.RoomUnavailable)]
    [InlineData(WireProtocol.MessagePack, DisconnectCode.TokenExpired)]
    public async Task A_connection_that_is_cut_is_told_why_and_ends(WireProtocol protocol, int code)
    {
        await using var viewer = await JoinAsync(protocol, $"bye-{code}");

        await Feed($"bye-{code}").Sessions.Single().CutAsync(code, 700);
        await viewer.Closed.WaitAsync(Eventually.Patience);

        viewer.Bye.ShouldBe(ByeMessage.Of(code, 700));
        await Eventually.HoldsAsync(() => Feed($"bye-{code}").Viewers == 0, "its place to be given back");
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_call_beyond_the_limit_ends_its_own_connection_only(WireProtocol protocol)
    {
        var name = $"oversized-{protocol}";
        await using var other = await JoinAsync(protocol, name);
        await using var viewer = await ConnectAsync(protocol, "*");
        (await viewer.JoinAsync(Name(name))).Ok.ShouldBeTrue();

        var call = viewer.ChatAsync(new string('x', ProtocolLimits.MaxCallBytes));
        await viewer.Closed.WaitAsync(Eventually.Patience);

        await Should.ThrowAsync<Exception>(() => call);
        other.Connection.State.ShouldBe(HubConnectionState.Connected);
        (await other.ChatAsync("still here")).Ok.ShouldBeTrue();
        await Eventually.HoldsAsync(() => Feed(name).Viewers == 1, "its place to be given back");
    }

    [Fact]
    public async Task A_call_just_below_the_limit_is_answered()
    {
        await using var viewer = await JoinAsync(WireProtocol.Json, "just-below");

        var reply = await viewer.ChatAsync(new string('x', ProtocolLimits.MaxCallBytes - 512));

        reply.Ok.ShouldBeFalse();
        (await viewer.ChatAsync("short")).Ok.ShouldBeTrue();
    }

    private string Name(string room) => Prefix + room;

    private Gateway.Fanout.RoomFeed Feed(string room)
    {
        _server.Feeds.TryRent(Name(room), out var feed, out _).ShouldBeTrue();
        _server.Feeds.Return(feed!);
        return feed!;
    }

    private Task<IRoomGrain> OpenAsync(string room) => _server.OpenAsync(Name(room));

    // Binary does not go over server-sent events: SignalR's client refuses it.
    private Task<RoomViewer> ConnectAsync(WireProtocol protocol, string room, Role role = Role.Viewer) => _server.ConnectAsync(
        _server.Token(room, role), _way.Transport == HttpTransportType.ServerSentEvents ? WireProtocol.Json : protocol, _way.Transport, _way.SkipsNegotiation);

    private async Task<RoomViewer> JoinAsync(WireProtocol protocol, string room, Role role = Role.Viewer)
    {
        await OpenAsync(room);
        var viewer = await ConnectAsync(protocol, "*", role);
        (await viewer.JoinAsync(Name(room))).Ok.ShouldBeTrue();
        return viewer;
    }

    private static List<string> Announced(RoomViewer viewer) =>
        [.. viewer.Frames.SelectMany(frame => frame.Events).Select(e => e.Event!.Body).OfType<Announced>().Select(body => body.Text)];

    private static async Task ShouldSeeAsync(RoomViewer viewer, long from, long to)
    {
        await Eventually.HoldsAsync(() => viewer.Positions.Any(position => position.Sequence >= to), "the last event");
        var seen = viewer.Positions.Select(position => position.Sequence).ToArray();
        seen.ShouldBe(Enumerable.Range(1, seen.Length).Select(i => from + i));
    }

    private static async Task<long> HeadAsync(IRoomGrain room) => (await room.InspectAsync()).View!.Head.Sequence;

    private static async Task ChatAsync(IRoomGrain room, int count, string? text = null)
    {
        var person = new Person("twitch", "t1", "Tom");
        var answers = await room.ExecuteAsync([.. Enumerable.Range(0, count).Select(i => new RoomCommand(person, new PostChat(text ?? $"message {i}")))]);
        answers.ShouldAllBe(answer => answer.IsDone);
    }
}
