using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.Rooms;

public sealed class RoomWriterFailureTests
{
    [Fact]
    public async Task On_a_full_disk_commands_are_told_so_the_state_is_the_log_s_and_the_room_goes_on_when_there_is_room()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        room.Log.OnAppend = _ => throw Full();

        var answers = await room.SendAsync(Commands.Chat("lost"), Commands.Gift("g1"));
        var during = await room.StateAsync();
        var refusedAtOnce = await room.SendOneAsync(Commands.Chat("too soon"));
        room.Log.OnAppend = null;
        room.LetRetry();
        var after = await room.SendAsync(Commands.Chat("lost"), Commands.Gift("g1"));

        answers.ShouldAllBe(answer => answer.Code == Rejection.StorageFull && answer.RetryAfterMs == room.Options.RetryStorageMs);
        refusedAtOnce.Code.ShouldBe(Rejection.StorageFull);
        during.Head.ShouldBe(new Position(1, 1));
        after.Select(answer => (answer.Outcome, answer.Position)).ShouldBe([(CommandOutcome.Accepted, new(1, 2)), (CommandOutcome.Accepted, new(1, 3))]);
        room.Published.Select(e => e.Sequence).ShouldBe([1, 2, 3]);
        (await room.StateAsync()).Hash.ShouldBe((await room.ReplayAsync()).Hash());
    }

    [Fact]
    public async Task A_disk_that_stays_full_keeps_the_state_at_the_log_s_end_and_needs_no_new_epoch()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        room.Log.OnAppend = _ => throw Full();

        for (var i = 0; i < 5; i++)
        {
            (await room.SendOneAsync(Commands.Chat($"try {i}"))).Code.ShouldBe(Rejection.StorageFull);
            (await room.StateAsync()).Hash.ShouldBe((await room.ReplayAsync()).Hash());
            room.LetRetry();
        }

        room.Log.TakeOvers.ShouldBe(1);
        (await room.StateAsync()).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_that_was_written_though_the_storage_failed_is_answered_as_a_repeat_when_it_comes_again()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        room.Log.OnAppend = async append =>
        {
            await append.Write();
            throw new RoomLogUnavailableException(append.Room, "cut", mayBeWritten: true);
        };

        var failed = await room.SendOneAsync(Commands.Gift("g1"));
        room.Log.OnAppend = null;
        room.LetRetry();
        var again = await room.SendOneAsync(Commands.Gift("g1"));

        failed.Code.ShouldBe(Rejection.RoomUnavailable);
        again.ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(1, 2)));
        (await room.StoredAsync()).Count(e => e.Body is GiftSent).ShouldBe(1);
        (await room.StateAsync()).Epoch.ShouldBe(2);
        (await room.StateAsync()).Hash.ShouldBe((await room.ReplayAsync()).Hash());
    }

    [Fact]
    public async Task A_command_that_was_not_written_is_accepted_when_it_comes_again()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        room.Log.OnAppend = append => throw new RoomLogUnavailableException(append.Room, "away", mayBeWritten: false);

        var failed = await room.SendOneAsync(Commands.Gift("g1"));
        room.Log.OnAppend = null;
        room.LetRetry();
        var again = await room.SendOneAsync(Commands.Gift("g1"));

        failed.Code.ShouldBe(Rejection.RoomUnavailable);
        again.ShouldBe(new CommandAnswer(CommandOutcome.Accepted, new Position(2, 2)));
    }

    [Fact]
    public async Task An_append_that_takes_too_long_counts_as_failed_and_is_found_in_the_log_afterwards()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        var appends = new HeldAppends(room.Log);
        var slow = await room.BeginAsync(Commands.Gift("g1"));
        var held = await appends.NextAsync();

        room.Time.Advance(TimeSpan.FromMilliseconds(room.Options.AppendTimeoutMs));
        var failed = (await slow)[0];
        await held.WriteAsync();
        room.Log.OnAppend = null;
        room.LetRetry();

        failed.Code.ShouldBe(Rejection.RoomUnavailable);
        (await room.SendOneAsync(Commands.Gift("g1"))).ShouldBe(new CommandAnswer(CommandOutcome.Repeated, new Position(1, 2)));
    }

    [Fact]
    public async Task A_storage_that_cannot_be_read_keeps_the_room_closed_and_is_tried_again()
    {
        await using var room = new WrittenRoom();
        room.Log.Failure = new RoomLogUnavailableException(WrittenRoom.Name, "away", mayBeWritten: false);

        var refused = await room.SendOneAsync(Commands.Open());
        room.Log.Failure = null;
        var tooSoon = await room.SendOneAsync(Commands.Open());
        room.LetRetry();

        refused.Code.ShouldBe(Rejection.RoomUnavailable);
        tooSoon.Code.ShouldBe(Rejection.RoomUnavailable);
        (await room.SendOneAsync(Commands.Open())).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fenced_writer_retires_and_never_takes_the_room_back()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        await room.TakeOverAsync();

        var answer = await room.SendOneAsync(Commands.Chat("late"));
        room.LetRetry();
        var fault = await room.FaultAsync();
        room.LetRetry();
        var later = await room.SendOneAsync(Commands.Chat("later"));

        answer.Code.ShouldBe(Rejection.RoomUnavailable);
        later.Code.ShouldBe(Rejection.RoomUnavailable);
        fault.ShouldBe(RoomFault.Moving);
        room.Retirements.ShouldBe(1);
        (await room.Log.GetExtentAsync(WrittenRoom.Name, CancellationToken.None))!.Epoch.ShouldBe(2);
        (await room.StoredAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_damaged_log_closes_the_room_and_deletes_nothing()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        await room.SendAsync(Commands.Chat("before"));
        room.Reactivate();
        room.Log.ReadFailure = new RoomLogDamagedException(WrittenRoom.Name, 2, "wrong checksum");

        var answer = await room.SendOneAsync(Commands.Chat("after"));
        room.Log.ReadFailure = null;

        answer.Code.ShouldBe(Rejection.RoomDamaged);
        answer.RetryAfterMs.ShouldBeNull();
        (await room.StoredAsync()).Count.ShouldBe(2);
    }

    private static RoomLogFullException Full() => new(WrittenRoom.Name, new IOException("no space left"));
}
