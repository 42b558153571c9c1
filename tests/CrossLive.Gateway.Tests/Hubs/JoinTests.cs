using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Hubs;

public sealed class JoinTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RoomServer _server = shared.Server;

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_new_viewer_starts_from_the_view_and_gets_every_event_after_it(WireProtocol protocol)
    {
        var name = $"new-{protocol}";
        var room = await _server.OpenAsync(name);
        await ChatAsync(room, 20);
        await using var viewer = await _server.ConnectAsync(_server.Token(name), protocol);

        var reply = await viewer.JoinAsync(name);
        await ChatAsync(room, 30, from: 20);
        await Eventually.HoldsAsync(() => viewer.Positions.Count(position => position.Sequence > reply.Sequence) >= 30, "thirty events");

        (reply.Ok, reply.Recovered, reply.Why, reply.Code).ShouldBe((true, false, JoinReasons.New, null));
        var view = reply.View!.At(new Position(reply.Epoch!.Value, reply.Sequence!.Value));
        (view.Title, view.IsOpen).ShouldBe(("The show", true));
        view.RecentMessages.Count.ShouldBe(20);
        (reply.Me!.Platform, reply.Me.Id, reply.Me.Role).ShouldBe((PlatformId.Web, "v1", 0));
        reply.Gifts!.Single().ShouldBe(new GiftOffer("rose", "Rose", 100, "EUR"));
        reply.AtUnixMs!.Value.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds());
        ShouldFollow(viewer, reply.Sequence.Value);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_viewer_who_comes_back_inside_the_window_misses_nothing(WireProtocol protocol)
    {
        var name = $"back-{protocol}";
        var room = await _server.OpenAsync(name);
        await ChatAsync(room, 600);
        await using var viewer = await _server.ConnectAsync(_server.Token(name), protocol);

        var reply = await viewer.JoinAsync(name, new Position(1, 101));
        await Eventually.HoldsAsync(() => viewer.Positions.Any(position => position.Sequence >= 601), "the last event");

        (reply.Ok, reply.Recovered, reply.Why, reply.View).ShouldBe((true, true, null, null));
        ShouldFollow(viewer, 101);
    }

    [Fact]
    public async Task A_position_that_is_too_old_from_the_future_or_of_another_epoch_gets_the_view_and_why()
    {
        var room = await _server.OpenAsync("positions");
        for (var i = 0; i < 6; i++)
        {
            await ChatAsync(room, 1_000, from: i * 1_000);
        }

        foreach (var (known, why) in new[]
        {
            (new Position(1, 500), JoinReasons.TooOld),
            (new Position(1, -7), JoinReasons.TooOld),
            (new Position(1, 1_000_000), JoinReasons.Future),
            (new Position(9, 5_990), JoinReasons.OtherEpoch),
            (new Position(-1, 5_990), JoinReasons.OtherEpoch),
        })
        {
            await using var viewer = await _server.ConnectAsync(_server.Token("positions"), WireProtocol.MessagePack);
            var reply = await viewer.JoinAsync("positions", known);
            (reply.Ok, reply.Recovered, reply.Why).ShouldBe((true, false, why));
            reply.View.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Joining_again_on_one_connection_begins_anew_and_counts_one_viewer()
    {
        var (first, second) = (await _server.OpenAsync("again-1"), await _server.OpenAsync("again-2"));
        await using var viewer = await _server.ConnectAsync(_server.Token("*"));
        (await viewer.JoinAsync("again-1")).Ok.ShouldBeTrue();
        await ChatAsync(first, 5);
        await Eventually.HoldsAsync(() => viewer.Positions.Any(), "an event");

        var again = await viewer.JoinAsync("again-1", viewer.Positions.Last());
        again.Recovered.ShouldBe(true);
        (await viewer.JoinAsync("again-2")).Ok.ShouldBeTrue();
        var before = viewer.Frames.Count;
        await ChatAsync(first, 5, from: 5);
        await ChatAsync(second, 1);

        await Eventually.HoldsAsync(() => viewer.Frames.Skip(before).SelectMany(frame => frame.Events).Any(e => e.Event!.Body is ChatPosted), "the second room's message");
        await ViewersAreAsync(first, 0);
        await ViewersAreAsync(second, 1);
    }

    [Fact]
    public async Task Joins_at_one_moment_on_one_connection_end_in_one_place()
    {
        var room = await _server.OpenAsync("at-once");
        var viewersBefore = _server.Feeds.Viewers;
        await using (var viewer = await _server.ConnectAsync(_server.Token("at-once")))
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => viewer.JoinAsync("at-once")));
            replies.ShouldAllBe(reply => reply.Ok);
            await ViewersAreAsync(room, 1);
        }

        await Eventually.HoldsAsync(() => _server.Feeds.Viewers <= viewersBefore, "the place to be given back");
    }

    [Fact]
    public async Task A_room_that_nobody_opened_is_unknown_and_lets_viewers_in_as_soon_as_it_is_opened()
    {
        await using var viewer = await _server.ConnectAsync(_server.Token("later"));
        (await viewer.JoinAsync("later")).Code.ShouldBe(Rejection.RoomUnknown);

        await _server.OpenAsync("later");

        (await viewer.JoinAsync("later")).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, Rejection.RoomUnknown)]
    [InlineData("", Rejection.RoomUnknown)]
    [InlineData("../etc", Rejection.RoomUnknown)]
    [InlineData("somebody-else-s", Rejection.TokenRoom)]
    public async Task A_room_that_is_no_room_or_not_the_token_s_is_refused(string? room, string code)
    {
        await using var viewer = await _server.ConnectAsync(_server.Token("mine"));

        (await viewer.JoinAsync(room)).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(HttpTransportType.LongPolling)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    public async Task It_works_without_websockets(HttpTransportType transport)
    {
        var name = $"via-{transport}";
        var room = await _server.OpenAsync(name);
        await using var viewer = await _server.ConnectAsync(_server.Token(name), WireProtocol.Json, transport);
        var reply = await viewer.JoinAsync(name);

        (await viewer.ChatAsync("hello")).Ok.ShouldBeTrue();
        await ChatAsync(room, 10);
        await Eventually.HoldsAsync(() => viewer.Positions.Count(position => position.Sequence > reply.Sequence) >= 11, "eleven events");

        ShouldFollow(viewer, reply.Sequence!.Value);
    }

    [Fact]
    public async Task Viewers_of_both_protocols_see_the_same_events_in_the_same_order()
    {
        await _server.OpenAsync("both");
        await using var json = await _server.JoinAsync("both", WireProtocol.Json, person: "a");
        await using var packed = await _server.JoinAsync("both", WireProtocol.MessagePack, person: "b");

        await Task.WhenAll(new[] { json, packed }.SelectMany(viewer => Enumerable.Range(0, 3).Select(i => viewer.ChatAsync($"m{i}"))));
        await Eventually.HoldsAsync(() => Chats(json).Length == 6 && Chats(packed).Length == 6, "six messages each");

        Chats(json).ShouldBe(Chats(packed));
    }

    private static string[] Chats(RoomViewer viewer) =>
        [.. viewer.Frames.SelectMany(frame => frame.Events).Where(e => e.Event!.Body is ChatPosted).Select(e => $"{e.Position} {e.Event!.Actor.Id} {((ChatPosted)e.Event.Body).Text}")];

    private static void ShouldFollow(RoomViewer viewer, long sequence)
    {
        var seen = viewer.Positions.Select(position => position.Sequence).ToArray();
        seen.ShouldBe(Enumerable.Range(1, seen.Length).Select(i => sequence + i));
    }

    private static async Task ChatAsync(IRoomGrain room, int count, int from = 0)
    {
        var person = new Person("twitch", "t1", "Tom");
        var answers = await room.ExecuteAsync([.. Enumerable.Range(from, count).Select(i => new RoomCommand(person, new PostChat($"message {i}")))]);
        answers.ShouldAllBe(answer => answer.IsDone);
    }

    private static Task ViewersAreAsync(IRoomGrain room, long count) => Eventually.HoldsAsync(
        async () => (await room.InspectAsync()).View!.Viewers.SingleOrDefault(entry => entry.Platform == PlatformId.Web).Count == count, $"{count} viewers");
}
