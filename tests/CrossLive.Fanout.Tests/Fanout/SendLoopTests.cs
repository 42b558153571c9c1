using CrossLive.Gateway;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Fanout;

public sealed class SendLoopTests
{
    [Fact]
    public async Task What_comes_in_a_tick_of_a_busy_room_is_one_frame_and_an_idle_room_is_sent_at_once()
    {
        var room = new ScriptedRoom();
        room.Has(RoomHistory.Events(10));
        await using var fed = new FedRoom(room, tickMs: 20);
        (await fed.Feed.ReadyAsync(CancellationToken.None)).ShouldBeNull();
        var connection = new HeldConnection();
        fed.Join(connection);

        // Far from the tick of the feed's start.
        fed.Time.Advance(TimeSpan.FromSeconds(1));
        room.Append(RoomHistory.Event(1, 11));
        await Eventually.HoldsAsync(() => connection.Sequences.Contains(11), "the event of an idle room");

        for (var sequence = 12; sequence <= 40; sequence++)
        {
            room.Append(RoomHistory.Event(1, sequence));
        }

        connection.Taken.Count.ShouldBe(1);
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(10), () => connection.Taken.Count > 1, "the tick's frame");
        connection.Taken.Count.ShouldBe(2);
        connection.Sequences.ShouldBe(Enumerable.Range(11, 30).Select(i => (long)i));
    }

    [Fact]
    public async Task Viewers_that_come_and_go_while_events_flow_get_each_event_once_and_leave_no_place_taken()
    {
        const int Events = 3_000;
        const int Threads = 8;
        await using var fed = await FedRoom.StartedAsync(10, new GatewayOptions { SendLoops = 3 });
        var stays = Enumerable.Range(0, 20).Select(_ => new HeldConnection()).ToArray();
        foreach (var connection in stays)
        {
            fed.Join(connection);
        }

        var publishing = Task.Run(() =>
        {
            for (var sequence = 11; sequence <= Events; sequence++)
            {
                fed.Room.Append(RoomHistory.Event(1, sequence));
                if (sequence % 50 == 0)
                {
                    Thread.Yield();
                }
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => ComeAndGo(fed, new Random(thread)))));
        await publishing;

        await Eventually.HoldsAsync(() => stays.All(connection => connection.Sequences.LastOrDefault() == Events), "the last event");
        foreach (var connection in stays)
        {
            connection.Sequences.ShouldBe(Enumerable.Range(11, Events - 10).Select(i => (long)i));
            connection.MostInFlight.ShouldBe(1);
        }

        (fed.Feed.Viewers, fed.Feed.Sessions.Count()).ShouldBe((20, 20));
    }

    [Fact]
    public async Task A_viewer_leaves_its_lane_once_and_the_others_keep_their_places()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var viewers = Enumerable.Range(0, 50).Select(_ => fed.Join(new HeldConnection()).Session).ToArray();

        foreach (var viewer in viewers.Where((_, i) => i % 2 == 0))
        {
            viewer.Lane!.Remove(viewer).ShouldBeTrue();
            viewer.Lane.Remove(viewer).ShouldBeFalse();
        }

        fed.Feed.Sessions.ShouldBe(viewers.Where((_, i) => i % 2 == 1), ignoreOrder: true);
        foreach (var viewer in viewers)
        {
            viewer.Dispose();
            viewer.Dispose();
        }

        fed.Feed.Viewers.ShouldBe(0);
    }

    [Fact]
    public async Task News_that_come_when_the_loops_have_ended_are_passed_over()
    {
        var fed = await FedRoom.StartedAsync(10);
        var (session, _) = fed.Join(new HeldConnection());
        await fed.DisposeAsync();

        // A room's call that was on its way, and a connection that has taken its last frame.
        fed.Feed.Accept([RoomHistory.Event(1, 11)]);
        session.Signal();

        fed.Feed.Known.Sequence.ShouldBe(11);
    }

    private static void ComeAndGo(FedRoom fed, Random random)
    {
        for (var i = 0; i < 100; i++)
        {
            var connection = new HeldConnection();
            var known = fed.Feed.Known.Sequence - random.Next(0, 10);
            var (session, reply) = fed.Join(connection, new Position(1, known));
            reply.Recovered.ShouldBe(true);
            if (random.Next(2) == 0)
            {
                Thread.Yield();
            }

            session.Dispose();
            var seen = connection.Sequences.ToArray();
            seen.ShouldBe(Enumerable.Range(1, seen.Length).Select(n => known + n));
        }
    }
}
