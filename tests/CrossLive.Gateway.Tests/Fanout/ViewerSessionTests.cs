using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

public sealed class ViewerSessionTests
{
    private static readonly GatewayOptions SmallRing = new() { RingEvents = 5_000 };

    [Fact]
    public async Task A_viewer_gets_what_it_missed_and_what_comes_each_once()
    {
        await using var fed = await FedRoom.StartedAsync(100);
        var connection = new HeldConnection();
        var (_, reply) = fed.Join(connection, new Position(1, 90));

        fed.Room.Append(RoomHistory.Event(1, 101), RoomHistory.Event(1, 102));

        await Eventually.HoldsAsync(() => connection.Sequences.Count() >= 12, "twelve events");
        reply.Recovered.ShouldBe(true);
        connection.Sequences.ShouldBe(Enumerable.Range(91, 12).Select(i => (long)i));
    }

    [Fact]
    public async Task One_message_is_on_its_way_at_a_time_and_what_gathers_meanwhile_comes_as_one_frame()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection();
        fed.Join(connection);
        connection.Freeze();
        fed.Room.Append(RoomHistory.Event(1, 11));
        await Eventually.HoldsAsync(() => connection.InFlight == 1, "the first frame on its way");

        for (var sequence = 12; sequence <= 40; sequence++)
        {
            fed.Room.Append(RoomHistory.Event(1, sequence));
        }

        connection.Thaw();
        await Eventually.HoldsAsync(() => connection.Sequences.Count() == 30, "thirty events");

        connection.MostInFlight.ShouldBe(1);
        connection.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Viewers_that_read_alike_are_sent_the_same_frame()
    {
        await using var fed = await FedRoom.StartedAsync(100);
        var (first, second) = (new HeldConnection(), new HeldConnection());
        fed.Join(first, new Position(1, 50));
        fed.Join(second, new Position(1, 50));

        await Eventually.HoldsAsync(() => first.Taken.Count == 1 && second.Taken.Count == 1, "a frame each");

        first.Taken.Single().Message.ShouldBeSameAs(second.Taken.Single().Message);
        ((EventFrame)first.Taken.Single().Message).MessagePackBytes.ShouldBe(((EventFrame)second.Taken.Single().Message).MessagePackBytes);
    }

    [Fact]
    public async Task A_viewer_that_falls_behind_the_ring_is_moved_to_a_snapshot_once_and_cut_the_next_time()
    {
        await using var fed = await FedRoom.StartedAsync(10, SmallRing);
        var connection = new HeldConnection();
        var (session, _) = fed.Join(connection);

        await FallBehindAsync(fed, connection, from: 11);
        await Eventually.HoldsAsync(() => connection.Taken.Any(taken => taken.Message is ResetMessage), "the reset");
        var reset = (ResetMessage)connection.Taken.Last(taken => taken.Message is ResetMessage).Message;
        reset.Why.ShouldBe(JoinReasons.Lagging);
        reset.Sequence.ShouldBe(fed.Feed.Known.Sequence);
        connection.IsAborted.ShouldBeFalse();

        await FallBehindAsync(fed, connection, from: reset.Sequence + 1);
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(100), () => connection.IsAborted, "the cut");

        connection.Taken.Last().Message.ShouldBe(ByeMessage.Of(DisconnectCode.TooSlow, 0));
        session.Dispose();
    }

    [Fact]
    public async Task A_minute_after_a_reset_a_viewer_may_fall_behind_again()
    {
        await using var fed = await FedRoom.StartedAsync(10, SmallRing);
        var connection = new HeldConnection();
        fed.Join(connection);
        await FallBehindAsync(fed, connection, from: 11);
        await Eventually.HoldsAsync(() => connection.Taken.Any(taken => taken.Message is ResetMessage), "the reset");

        fed.Time.Advance(ProtocolLimits.ResetInterval);
        await FallBehindAsync(fed, connection, from: fed.Feed.Known.Sequence + 1);

        await Eventually.HoldsAsync(() => connection.Taken.Count(taken => taken.Message is ResetMessage) == 2, "the second reset");
        connection.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_frozen_viewer_is_cut_after_ten_seconds_and_holds_up_nobody()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var (frozen, healthy) = (new HeldConnection(), new HeldConnection());
        fed.Join(frozen);
        fed.Join(healthy);
        frozen.Freeze();
        fed.Room.Append(RoomHistory.Event(1, 11));
        await Eventually.HoldsAsync(() => frozen.InFlight == 1 && healthy.Sequences.Any(), "the frame on its way");

        fed.Time.Advance(ProtocolLimits.MaxStall - TimeSpan.FromMilliseconds(1));
        fed.Room.Append(RoomHistory.Event(1, 12));
        await Eventually.HoldsAsync(() => healthy.Sequences.Contains(12), "the healthy viewer's event");
        frozen.IsAborted.ShouldBeFalse();

        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(300), () => frozen.IsAborted, "the cut");
        healthy.IsAborted.ShouldBeFalse();
        frozen.Sequences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_sent_once_a_session_is_disposed_and_the_connection_stays()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection();
        var (session, _) = fed.Join(connection);
        connection.Freeze();
        fed.Room.Append(RoomHistory.Event(1, 11));
        await Eventually.HoldsAsync(() => connection.InFlight == 1, "the frame on its way");

        session.Dispose();
        connection.Thaw();
        fed.Room.Append(RoomHistory.Event(1, 12));
        session.Signal();

        connection.Taken.ShouldBeEmpty();
        connection.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_fails_is_ended()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection { Failure = new IOException("broken") };
        var (session, _) = fed.Join(connection);

        fed.Room.Append(RoomHistory.Event(1, 11));

        await Eventually.HoldsAsync(() => connection.IsAborted, "the end");
        session.Dispose();
    }

    [Fact]
    public async Task What_cuts_a_viewer_first_says_why_and_nobody_else_does()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection();
        var (session, _) = fed.Join(connection);

        var cutting = Task.WhenAll(session.CutAsync(DisconnectCode.TokenExpired, 0), session.CutAsync(DisconnectCode.ShuttingDown, 7));
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(100), () => cutting.IsCompleted, "the cut");
        await session.CutAsync(DisconnectCode.ShuttingDown, 7);

        connection.Taken.Single().Message.ShouldBe(ByeMessage.Of(DisconnectCode.TokenExpired, 0));
        connection.Aborts.ShouldBe(1);
    }

    [Fact]
    public async Task Sessions_that_come_and_go_while_events_flow_leave_nothing_behind()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        using var stop = new CancellationTokenSource();
        var flowing = Task.Run(async () =>
        {
            for (var sequence = 11; !stop.IsCancellationRequested; sequence++)
            {
                fed.Room.Append(RoomHistory.Event(1, sequence));
                await Task.Yield();
            }
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 3_000), async (_, _) =>
        {
            var connection = new HeldConnection();
            var (session, reply) = fed.Join(connection);
            await Task.Yield();
            session.Dispose();
            var seen = connection.Sequences.ToArray();
            seen.ShouldBe(Enumerable.Range(0, seen.Length).Select(i => reply.Sequence!.Value + 1 + i));
        });

        await stop.CancelAsync();
        await flowing;
        fed.Feed.Viewers.ShouldBe(0);
    }

    private static async Task FallBehindAsync(FedRoom fed, HeldConnection connection, long from)
    {
        connection.Freeze();
        fed.Room.Append(RoomHistory.Event(1, from));
        await Eventually.HoldsAsync(() => connection.InFlight == 1, "a frame on its way");
        fed.Room.Append([.. Enumerable.Range(1, 6_000).Select(i => RoomHistory.Event(1, from + i))]);
        connection.Thaw();
    }
}
