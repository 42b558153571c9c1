using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

public sealed class RoomFeedTests
{
    [Fact]
    public async Task A_feed_reports_its_viewers_and_what_it_knows_with_each_renewal()
    {
        await using var fed = await FedRoom.StartedAsync(100);
        fed.Join(new HeldConnection());
        fed.Room.Append(RoomHistory.Event(1, 101));

        await RenewedAsync(fed, report => report.Known.Sequence == 101);

        fed.Room.Reports[0].Known.ShouldBe(Position.Start);
        fed.Room.Reports[^1].Viewers.ShouldBe([new PlatformCount(PlatformId.Web, 1)]);
        fed.Room.Reports[^1].Gateway.ShouldBe("gateway-1");
    }

    [Fact]
    public async Task What_was_lost_on_the_way_is_read_from_the_room_at_once()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection();
        fed.Join(connection);

        fed.Room.LosesDeliveries = true;
        fed.Room.Append([.. Enumerable.Range(11, 20).Select(i => RoomHistory.Event(1, i))]);
        fed.Room.LosesDeliveries = false;
        fed.Room.Append(RoomHistory.Event(1, 31));

        // No time has passed: the gap itself wakes the link.
        await Eventually.HoldsAsync(() => connection.Sequences.Contains(31), "the last event");
        connection.Sequences.ShouldBe(Enumerable.Range(11, 21).Select(i => (long)i));
    }

    [Fact]
    public async Task A_returning_viewer_that_is_ahead_of_the_feed_misses_nothing_and_sees_nothing_twice()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        fed.Room.LosesDeliveries = true;
        fed.Room.Append(RoomHistory.Event(1, 11), RoomHistory.Event(1, 12));

        (await fed.Feed.CatchUpAsync(11, CancellationToken.None)).ShouldBeNull();
        var connection = new HeldConnection();
        var (_, reply) = fed.Join(connection, new Position(1, 11));

        reply.Recovered.ShouldBe(true);
        await Eventually.HoldsAsync(() => connection.Sequences.Any(), "the event after");
        connection.Sequences.ShouldBe([12L]);
    }

    [Fact]
    public async Task A_viewer_from_the_future_stays_one_and_one_that_cannot_be_checked_is_told_to_come_back()
    {
        await using var fed = await FedRoom.StartedAsync(10);

        (await fed.Feed.CatchUpAsync(99, CancellationToken.None)).ShouldBeNull();
        fed.Join(new HeldConnection(), new Position(1, 99)).Reply.Why.ShouldBe(JoinReasons.Future);
        fed.Room.Failure = new InvalidOperationException("silo is gone");
        (await fed.Feed.CatchUpAsync(99, CancellationToken.None)).ShouldBe(Rejection.RoomUnavailable);
    }

    [Fact]
    public async Task A_room_that_moved_is_found_again_and_its_viewers_miss_nothing()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection();
        fed.Join(connection);

        fed.Room.Failure = new InvalidOperationException("silo is gone");
        fed.Room.Move();
        var before = fed.Room.Reports.Count;
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(100), () => fed.Room.Reports.Count > before + 2, "failed renewals");
        fed.Room.Append(RoomHistory.Event(2, 11), RoomHistory.Event(2, 12));
        fed.Room.Failure = null;

        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(100), () => connection.Sequences.Count() == 2, "the events of the new epoch");
        connection.Taken.ShouldAllBe(taken => taken.Method == HubMethods.Events);
        connection.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public async Task Viewers_on_another_history_are_moved_to_the_room_s_view()
    {
        await using var fed = await FedRoom.StartedAsync(50);
        var connection = new HeldConnection();
        fed.Join(connection);

        RoomEvent[] other = [.. RoomHistory.Events(30), .. Enumerable.Range(31, 10).Select(i => RoomHistory.Event(7, i))];
        fed.Room.Has(other);

        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(500), () => !connection.Taken.IsEmpty, "the reset");
        var reset = connection.Taken.First().Message.ShouldBeOfType<ResetMessage>();
        (reset.Epoch, reset.Sequence).ShouldBe((7, 40));
        fed.Room.Append(RoomHistory.Event(7, 41));
        await Eventually.HoldsAsync(() => connection.Sequences.Contains(41), "what comes after it");
    }

    [Fact]
    public async Task Events_that_are_gone_for_good_move_viewers_to_the_view()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var connection = new HeldConnection();
        fed.Join(connection);

        fed.Room.IsTrimmed = true;
        fed.Room.LosesDeliveries = true;
        fed.Room.Append([.. Enumerable.Range(11, 20).Select(i => RoomHistory.Event(1, i))]);

        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(500), () => !connection.Taken.IsEmpty, "the reset");
        connection.Taken.First().Message.ShouldBeOfType<ResetMessage>().Sequence.ShouldBe(30);
    }

    [Fact]
    public async Task An_unknown_room_is_said_to_be_so_and_shown_as_soon_as_it_is_opened()
    {
        var room = new ScriptedRoom { Code = Rejection.RoomUnknown };
        await using var fed = new FedRoom(room);
        (await ReadyAsync(fed)).ShouldBe(Rejection.RoomUnknown);
        (await ReadyAsync(fed)).ShouldBe(Rejection.RoomUnknown);

        room.Has(RoomHistory.Events(1));
        room.Code = null;

        // The very next viewer is let in, however long the next renewal would be away.
        (await ReadyAsync(fed)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_who_ask_for_a_room_that_does_not_work_cost_it_a_bounded_number_of_calls()
    {
        var room = new ScriptedRoom { Failure = new TimeoutException() };
        await using var fed = new FedRoom(room);

        var asking = Enumerable.Range(0, 500).Select(_ => fed.Feed.ReadyAsync(CancellationToken.None)).ToArray();
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(50), () => asking.All(task => task.IsCompleted), "answers");

        (await Task.WhenAll(asking)).ShouldAllBe(code => code == Rejection.RoomUnavailable);
        room.Reports.Count.ShouldBeLessThan(50);
    }

    [Fact]
    public async Task A_viewer_who_gives_up_waiting_is_let_go()
    {
        var room = new ScriptedRoom { Failure = new TimeoutException() };
        await using var fed = new FedRoom(room);

        // The room may have refused before anybody asked: the next answer then takes a moment of the clock.
        var first = fed.Feed.ReadyAsync(CancellationToken.None);
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(50), () => first.IsCompleted, "the first answer");
        (await first).ShouldBe(Rejection.RoomUnavailable);
        using var gone = new CancellationTokenSource();

        var waiting = fed.Feed.ReadyAsync(gone.Token);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await waiting.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task A_viewer_whose_token_ran_out_is_cut_with_the_next_renewal()
    {
        await using var fed = await FedRoom.StartedAsync(10);
        var (expiring, other) = (new HeldConnection(), new HeldConnection());
        fed.Join(expiring, expiresAt: fed.Time.GetUtcNow() + TimeSpan.FromSeconds(30));
        fed.Join(other);

        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromSeconds(1), () => expiring.IsAborted, "the cut");

        expiring.Taken.Single().Message.ShouldBe(ByeMessage.Of(DisconnectCode.TokenExpired, 0));
        other.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_feed_that_ends_gives_its_lease_back_and_answers_who_waits()
    {
        var fed = await FedRoom.StartedAsync(10);
        await fed.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);

        fed.Room.IsForgotten.ShouldBeTrue();
        fed.IsReferenceDeleted.ShouldBeTrue();
    }

    private static Task RenewedAsync(FedRoom fed, Func<GatewayReport, bool> condition) =>
        Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(500), () => condition(fed.Room.Reports[^1]), "a renewal");

    // Time goes on while somebody waits.
    private static async Task<string?> ReadyAsync(FedRoom fed)
    {
        var ready = fed.Feed.ReadyAsync(CancellationToken.None);
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(20), () => ready.IsCompleted, "an answer");
        return await ready;
    }
}
