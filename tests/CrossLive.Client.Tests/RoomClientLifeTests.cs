using System.Net;
using System.Net.Sockets;
using CrossLive.Protocol;
using CrossLive.Rooms;

namespace CrossLive.Client.Tests;

public class RoomClientLifeTests
{
    [Fact]
    public async Task Disposing_ends_readers_commands_and_the_connection()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnCommand = _ => Fault.NeverAnswered;
        var client = new RoomClient(server.Options() with { ClockProbeInterval = TimeSpan.FromMilliseconds(1) });
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        var chat = client.ChatAsync("hi");
        client.Like();
        await Eventually.HoldsAsync(() => server.Room.Calls.Count == 1);

        await Eventually.InTimeAsync(client.DisposeAsync().AsTask());

        (await Should.ThrowAsync<RoomEndedException>(Eventually.InTimeAsync(chat))).Reason.ShouldBe("disposed");
        await Eventually.InTimeAsync(reader.Completion);
        client.Status.State.ShouldBe(RoomConnectionState.Ended);
        await Eventually.HoldsAsync(() => server.Room.JoinedConnections == 0);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Disposing_while_connecting_to_somebody_who_says_nothing_returns()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var client = new RoomClient(new RoomClientOptions
        {
            HubUri = new Uri($"http://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}{HubMethods.Path}"),
            Room = "room-1",
            TokenProvider = _ => ValueTask.FromResult<string?>(null),
            Random = Random.Shared,
        });
        var connecting = client.ConnectAsync();
        using var accepted = await Eventually.InTimeAsync(mute.AcceptTcpClientAsync());

        await Eventually.InTimeAsync(client.DisposeAsync().AsTask());

        await Should.ThrowAsync<RoomEndedException>(connecting);
    }

    [Fact]
    public async Task A_client_that_was_never_connected_can_be_disposed_and_then_does_not_connect()
    {
        await using var server = await UnrulyServer.StartAsync();
        var client = new RoomClient(server.Options());

        await client.DisposeAsync();

        await Should.ThrowAsync<RoomEndedException>(client.ConnectAsync());
        server.Room.Connections.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ending_the_wait_for_the_connection_does_not_end_the_client()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnJoin = (number, _) => number == 1 ? new Instead(null, IsNeverAnswered: true) : null;
        await using var client = new RoomClient(server.Options() with { AnswerTimeout = TimeSpan.FromMilliseconds(300) });
        using var giveUp = new CancellationTokenSource();
        var connecting = client.ConnectAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(connecting);

        await Eventually.InTimeAsync(client.ConnectAsync());

        client.Position.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_loses_single_events_and_gets_the_view_instead()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options() with { ReaderBufferUpdates = 10 });
        await Eventually.InTimeAsync(client.ConnectAsync());
        await using var slow = client.ReadUpdatesAsync().GetAsyncEnumerator();
        await slow.MoveNextAsync();
        slow.Current.ShouldBeOfType<ViewRestarted>().Why.ShouldBe(ViewRestarted.Subscribed);

        server.Room.Chat(35);
        await Eventually.HoldsAsync(() => client.Position?.Sequence == 35);

        await slow.MoveNextAsync();
        var restart = slow.Current.ShouldBeOfType<ViewRestarted>();
        restart.Why.ShouldBe(ViewRestarted.ReaderLagging);
        var last = restart.View.Head.Sequence;
        while (last < 35)
        {
            await slow.MoveNextAsync();
            slow.Current.ShouldBeOfType<EventHappened>().Event.Sequence.ShouldBe(++last);
        }
    }

    [Fact]
    public async Task A_late_reader_starts_from_the_room_as_it_stands()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.Chat(4);
        await Eventually.HoldsAsync(() => client.Position?.Sequence == 4);

        await using var reader = new Reader(client);
        server.Room.Chat(1);
        await reader.SeesAsync(5);

        reader.Restarts.Single().View.RecentMessages.Count.ShouldBe(4);
        reader.Events.Single().Sequence.ShouldBe(5);
    }

    [Fact]
    public async Task The_servers_clock_is_known_after_the_join()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options() with { ClockProbeInterval = TimeSpan.FromSeconds(30) });
        await Eventually.InTimeAsync(client.ConnectAsync());

        await Eventually.HoldsAsync(() => client.Clock is not null);

        // The server here is 5 s ahead of whatever it is asked.
        client.Clock!.Value.OffsetMs.ShouldBe(5_000, client.Clock.Value.RoundTripMs);
        client.ServerNowUnixMs.ShouldNotBeNull();
    }

    [Fact]
    public void Options_that_cannot_be_used_are_refused_by_name()
    {
        var good = new RoomClientOptions
        {
            HubUri = new Uri("http://127.0.0.1/hubs/room"),
            Room = "room-1",
            TokenProvider = _ => ValueTask.FromResult<string?>(null),
            Random = Random.Shared,
        };

        ShouldRefuse(good with { Room = "no such name!" }, "no such name!");
        ShouldRefuse(good with { HubUri = new Uri("/hubs/room", UriKind.Relative) }, "HubUri");
        ShouldRefuse(good with { ReaderBufferUpdates = 0 }, "ReaderBufferUpdates");
        ShouldRefuse(good with { MaxPendingCommands = 0 }, "MaxPendingCommands");
        ShouldRefuse(good with { MaxCommandSends = 0 }, "MaxCommandSends");
        ShouldRefuse(good with { CommandTimeout = TimeSpan.Zero }, "CommandTimeout");
        ShouldRefuse(good with { MaxReconnectDelay = TimeSpan.Zero }, "MaxReconnectDelay");
        ShouldRefuse(good with { ClockProbeInterval = TimeSpan.Zero }, "ClockProbeInterval");
    }

    [Fact]
    public void No_likes_are_no_likes()
    {
        var client = new RoomClient(new RoomClientOptions
        {
            HubUri = new Uri("http://127.0.0.1/hubs/room"),
            Room = "room-1",
            TokenProvider = _ => ValueTask.FromResult<string?>(null),
            Random = Random.Shared,
        });

        Should.Throw<ArgumentOutOfRangeException>(() => client.Like(0));
        Should.Throw<ArgumentOutOfRangeException>(() => client.Like(-5));
    }

    private static void ShouldRefuse(RoomClientOptions options, string name) =>
        Should.Throw<ArgumentException>(() => new RoomClient(options)).Message.ShouldContain(name);
}
