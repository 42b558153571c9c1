using CrossLive.Rooms;

namespace CrossLive.Grains.Tests.Rooms;

public sealed class RoomRecoveryTests
{
    private static readonly RoomGrainOptions Small = new() { SnapshotEveryEvents = 100, RetainEvents = 0 };

    [Fact]
    public async Task A_room_with_very_many_events_is_recovered_from_its_snapshot_and_the_few_events_after_it()
    {
        await using var room = new WrittenRoom(Small);
        await room.SendAsync(Commands.Open());
        await ChatAsync(room, rounds: 120, perRound: 50);
        var before = await room.StateAsync();
        var readBefore = room.Log.EventsRead;

        room.Reactivate();
        var after = await room.StateAsync();

        before.Head.Sequence.ShouldBe(6_001);
        after.Hash.ShouldBe(before.Hash);
        after.Epoch.ShouldBe(before.Epoch + 1);
        (room.Log.EventsRead - readBefore).ShouldBeLessThanOrEqualTo(3 * Small.SnapshotEveryEvents);
        (await room.ReplayAsync()).Hash().ShouldBe(before.Hash);
    }

    [Fact]
    public async Task Keys_outlive_an_activation_so_that_a_repeat_stays_one()
    {
        await using var room = new WrittenRoom(Small);
        await room.SendAsync(Commands.Open());
        var first = await room.SendOneAsync(Commands.Gift("g1"));
        await ChatAsync(room, rounds: 5, perRound: 50);

        await room.CloseAsync();
        room.Reactivate();

        (await room.SendOneAsync(Commands.Gift("g1"))).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, first.Position));
    }

    [Fact]
    public async Task Closing_stores_a_snapshot_so_that_the_next_activation_replays_nothing()
    {
        await using var room = new WrittenRoom(Small);
        await room.SendAsync(Commands.Open());
        await ChatAsync(room, rounds: 3, perRound: 50);

        await room.CloseAsync();
        var readBefore = room.Log.EventsRead;
        room.Reactivate();
        await room.StateAsync();

        (room.Log.EventsRead - readBefore).ShouldBeLessThan(Small.SnapshotEveryEvents);
    }

    [Fact]
    public async Task Retention_forgets_old_events_and_the_room_recovers_without_them()
    {
        await using var room = new WrittenRoom(new RoomGrainOptions { SnapshotEveryEvents = 100, RetainEvents = 200 });
        await room.SendAsync(Commands.Open());
        await ChatAsync(room, rounds: 40, perRound: 50);
        await room.CloseAsync();
        var before = await room.StateAsync();

        var extent = (await room.Log.GetExtentAsync(WrittenRoom.Name, CancellationToken.None))!;
        room.Reactivate();

        extent.FirstSequence.ShouldBeGreaterThan(1_000);
        (extent.LastSequence - extent.FirstSequence).ShouldBeGreaterThanOrEqualTo(199);
        (await room.StateAsync()).Hash.ShouldBe(before.Hash);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_stored_stops_nothing_and_the_next_one_is_tried()
    {
        await using var room = new WrittenRoom(Small);
        room.Log.SnapshotFailure = new IOException("no");
        await room.SendAsync(Commands.Open());
        await ChatAsync(room, rounds: 5, perRound: 50);
        room.Log.SnapshotFailure = null;
        await ChatAsync(room, rounds: 10, perRound: 50, from: 1_000);
        await room.CloseAsync();
        var before = await room.StateAsync();

        room.Reactivate();

        (await room.StateAsync()).Hash.ShouldBe(before.Hash);
        (await room.Log.LoadSnapshotAsync(WrittenRoom.Name, CancellationToken.None)).ShouldNotBeNull().Position.Sequence.ShouldBeGreaterThan(251);
    }

    private static async Task ChatAsync(WrittenRoom room, int rounds, int perRound, int from = 0)
    {
        for (var round = 0; round < rounds; round++)
        {
            var answers = await room.SendAsync([.. Enumerable.Range(from + (round * perRound), perRound).Select(i => Commands.Chat($"message {i}"))]);
            answers.ShouldAllBe(answer => answer.Outcome == CommandOutcome.Accepted);
        }
    }
}
