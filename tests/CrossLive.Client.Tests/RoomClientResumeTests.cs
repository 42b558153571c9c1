using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Client.Tests;

public class RoomClientResumeTests
{
    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_client_starts_from_the_view_and_sees_every_event_once(WireProtocol protocol)
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.Happen(new RoomOpened("Evening"));
        server.Room.Chat(3);
        await using var client = new RoomClient(server.Options(protocol));
        await using var reader = new Reader(client);

        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.Chat(20);
        await reader.SeesAsync(24);

        reader.ShouldBeContiguous();
        reader.Restarts.Single().Why.ShouldBe(JoinReasons.New);
        reader.Restarts.Single().View.RecentMessages.Count.ShouldBe(3);
        reader.Events.Select(e => e.Body).ShouldBe(server.Room.Log.Skip(4).Select(e => e.Body));
        client.View()!.Title.ShouldBe("Evening");
        client.Me.ShouldBe(new Me("web", "u1", "Ann", 0));
        client.Gifts.Single().GiftId.ShouldBe("rose");
    }

    [Theory]
    [InlineData(WireProtocol.Json, 1)]
    [InlineData(WireProtocol.MessagePack, 2)]
    [InlineData(WireProtocol.MessagePack, 3)]
    public async Task Connections_that_are_cut_at_any_byte_lose_no_event_tell_none_twice_and_give_every_command_one_effect(WireProtocol protocol, int seed)
    {
        await using var server = await UnrulyServer.StartAsync();
        var random = new Random(seed);

        // The handshake and the join's answer take some 600 bytes; the cut comes anywhere from there on.
        await using var proxy = new CuttingProxy(server.Port, _ => random.Next(100, 3_000));
        var options = server.Options(protocol) with { HubUri = new Uri($"http://127.0.0.1:{proxy.Port}{HubMethods.Path}"), MaxCommandSends = 1_000 };
        await using var client = new RoomClient(options);
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());

        for (var i = 0; i < 60; i++)
        {
            server.Room.Chat(3);
            (await Eventually.InTimeAsync(client.ChatAsync($"mine {i}"))).Ok.ShouldBeTrue();
        }

        await reader.SeesAsync(240);
        reader.ShouldBeContiguous();
        reader.Restarts.Count.ShouldBe(1);
        reader.Events.Count.ShouldBe(240 - (int)reader.Restarts[0].View.Head.Sequence);
        server.Room.Log.Count.ShouldBe(240);
        server.Room.Log.Select(e => ((ChatPosted)e.Body).Text).Where(text => text.StartsWith("mine", StringComparison.Ordinal)).ShouldBeUnique();
        proxy.Connections.ShouldBeGreaterThan(3);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_gap_is_filled_by_joining_again_over_the_same_connection(WireProtocol protocol)
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options(protocol));
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.Chat(2);
        await reader.SeesAsync(2);

        server.Room.Happen(new Followed(), isTold: false);
        server.Room.Chat(5);
        await reader.SeesAsync(8);

        reader.ShouldBeContiguous();
        reader.Restarts.Count.ShouldBe(1);
        server.Room.Joins.Skip(1).First().ShouldBe(new JoinRequest("room-1", 1, 2));
        server.Room.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Frames_that_come_again_or_overlap_are_told_once()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.Chat(3);

        server.Room.Tell([.. server.Room.Log]);
        server.Room.Tell([server.Room.Log[1]]);
        server.Room.Happen(new Followed(), isTold: false);
        server.Room.Tell([.. server.Room.Log.Skip(1)]);
        server.Room.Chat(1);
        await reader.SeesAsync(5);

        reader.ShouldBeContiguous();
        reader.Events.Count.ShouldBe(5);
        server.Room.Joins.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_reset_starts_again_from_its_view_and_goes_on(WireProtocol protocol)
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options(protocol));
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.Chat(1);
        await reader.SeesAsync(1);

        server.Room.Happen(new RoomOpened("Later"), isTold: false);
        server.Room.Happen(new Followed(), isTold: false);
        server.Room.Send(HubMethods.Reset, new ResetMessage(JoinReasons.Lagging, 1, 3, server.Room.ViewNow()));
        server.Room.Chat(1);
        await reader.SeesAsync(4);

        reader.ShouldBeContiguous();
        reader.Restarts.Select(restart => restart.Why).ShouldBe([JoinReasons.New, JoinReasons.Lagging]);
        client.View()!.Title.ShouldBe("Later");
        server.Room.Joins.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_was_away_too_long_is_told_so_and_starts_from_the_view()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnJoin = (_, request) => request.Sequence is null
            ? null
            : new Instead(new JoinReply(true, 1, 10_000, 5, false, JoinReasons.TooOld, server.Room.ViewNow()));
        await using var client = new RoomClient(server.Options());
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        await Eventually.HoldsAsync(() => reader.Restarts.Count == 1);

        server.Room.CutEverybody();
        await Eventually.HoldsAsync(() => reader.Restarts.Count == 2);

        reader.Restarts[1].Why.ShouldBe(JoinReasons.TooOld);
        client.Position.ShouldBe(new Position(1, 10_000));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_a_gap_and_not_the_end()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());

        server.Room.Happen(new Followed(), isTold: false);
        server.Room.Send(HubMethods.Events, "rubbish");
        server.Room.Send("never-heard-of", 7);
        server.Room.Chat(1);
        await reader.SeesAsync(2);

        reader.ShouldBeContiguous();
        reader.Restarts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_join_that_is_never_answered_is_tried_on_another_connection()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnJoin = (number, _) => number == 1 ? new Instead(null, IsNeverAnswered: true) : null;
        await using var client = new RoomClient(server.Options() with { AnswerTimeout = TimeSpan.FromMilliseconds(100) });

        await Eventually.InTimeAsync(client.ConnectAsync());

        server.Room.Joins.Count.ShouldBe(2);
        server.Room.Connections.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Events_that_the_server_owes_and_does_not_send_are_fetched_over_another_connection()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options() with { CatchUpTimeout = TimeSpan.FromMilliseconds(100) });
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.OnJoin = (number, _) => number == 2 ? new Instead(new JoinReply(true, 1, 1, 5, true)) : null;

        server.Room.Happen(new Followed(), isTold: false);
        server.Room.CutEverybody();
        await reader.SeesAsync(1);

        reader.ShouldBeContiguous();
        server.Room.Joins.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_leaves_the_same_event_out_every_time_is_left_after_three_joins()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.OnJoin = (_, request) =>
        {
            if (server.Room.Connections.Count > 1)
            {
                return null;
            }

            // Says that nothing is missing, then goes on behind the gap.
            server.Room.Happen(new Followed(), isTold: false);
            server.Room.Tell([server.Room.Log[^1]]);
            return new Instead(new JoinReply(true, 1, request.Sequence ?? 0, 5, true));
        };

        server.Room.Happen(new Followed(), isTold: false);
        server.Room.Chat(1);
        await Eventually.HoldsAsync(() => server.Room.Connections.Count == 2);
        await reader.SeesAsync(server.Room.Log.Count);

        reader.ShouldBeContiguous();
        server.Room.Joins.Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_room_that_moved_to_a_new_epoch_goes_on_without_a_word()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.Chat(2);

        server.Room.Epoch = 2;
        server.Room.Chat(2);
        await reader.SeesAsync(4);

        reader.ShouldBeContiguous();
        client.Position.ShouldBe(new Position(2, 4));
        server.Room.Joins.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_hundred_clients_in_one_process_all_see_everything_across_a_cut()
    {
        await using var server = await UnrulyServer.StartAsync();
        var clients = Enumerable.Range(0, 100).Select(i => new RoomClient(server.Options((WireProtocol)(i % 2)))).ToArray();
        var readers = clients.Select(client => new Reader(client)).ToArray();
        await Eventually.InTimeAsync(Task.WhenAll(clients.Select(client => client.ConnectAsync())));

        server.Room.Chat(20);
        server.Room.CutEverybody();
        server.Room.Chat(20);
        foreach (var reader in readers)
        {
            await reader.SeesAsync(40);
            reader.ShouldBeContiguous();
            reader.Restarts.Count.ShouldBe(1);
            reader.Events.Count.ShouldBe(40);
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        foreach (var reader in readers)
        {
            await Eventually.InTimeAsync(reader.Completion);
        }

        await Eventually.HoldsAsync(() => server.Room.JoinedConnections == 0);
    }
}
