using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

public abstract partial class RoomLogSuite
{
    [Fact]
    public async Task The_newest_snapshot_is_loaded_as_it_was_saved()
    {
        await WriteAsync(Room, 9);
        await SaveAsync(3);
        await SaveAsync(8);
        var loaded = (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldNotBeNull();
        loaded.Position.ShouldBe(new Position(1, 8));
        loaded.FormatVersion.ShouldBe(5);
        loaded.Payload.ToArray().ShouldBe(State(8, 100));
    }

    [Fact]
    public async Task A_snapshot_at_the_same_position_replaces_the_one_before()
    {
        await WriteAsync(Room, 3);
        await SaveAsync(3, 10);
        await SaveAsync(3, 20);
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldNotBeNull().Payload.Length.ShouldBe(20);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over_for_the_one_before()
    {
        await WriteAsync(Room, 9);
        await SaveAsync(1);
        await SaveAsync(3);
        await SaveAsync(8);
        await ChangeSnapshotAsync(Room, 8, bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldNotBeNull().Position.Sequence.ShouldBe(3);

        await ChangeSnapshotAsync(Room, 3, bytes => bytes[..^1]);
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldBeNull("only the newest two are kept");
    }

    [Fact]
    public async Task Snapshots_may_be_empty_or_large()
    {
        await WriteAsync(Room, 2);
        await SaveAsync(1, 0);
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldNotBeNull().Payload.Length.ShouldBe(0);
        await SaveAsync(2, 5_000_000);
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldNotBeNull().Payload.Span.SequenceEqual(State(2, 5_000_000)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_snapshot_over_the_limit_is_refused()
    {
        var tooLarge = new RoomLogSnapshot(new Position(1, 1), 1, new byte[RoomLogLimits.MaxSnapshotBytes + 1]);
        await Should.ThrowAsync<ArgumentException>(async () => await Log.SaveSnapshotAsync(Room, tooLarge, CancellationToken.None));
    }

    [Fact]
    public async Task A_trim_forgets_whole_batches_and_reading_them_says_so()
    {
        await WriteAsync(Room, 2, 3, 2, 4);
        await SaveAsync(6);
        await SaveAsync(11);
        (await Log.TrimAsync(Room, 4, CancellationToken.None)).ShouldBe(3);

        (await Log.GetExtentAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogExtent(3, 11, 1));
        (await ReadAllAsync(Log, Room, 2)).Select(e => e.Sequence).First().ShouldBe(3);
        var trimmed = await Should.ThrowAsync<RoomLogTrimmedException>(() => ReadAllAsync(Log, Room, 1));
        trimmed.FirstKept.ShouldBe(3);
        (await Log.TrimAsync(Room, 4, CancellationToken.None)).ShouldBe(3, "a second time there is nothing to do");
    }

    [Fact]
    public async Task A_trim_never_passes_the_older_snapshot()
    {
        await WriteAsync(Room, 2, 3, 2, 4);
        (await Log.TrimAsync(Room, 11, CancellationToken.None)).ShouldBe(1, "without snapshots");
        await SaveAsync(7);
        (await Log.TrimAsync(Room, 11, CancellationToken.None)).ShouldBe(1, "with one snapshot, which may be damaged");
        await SaveAsync(11);
        (await Log.TrimAsync(Room, 11, CancellationToken.None)).ShouldBe(8);
        (await ReadAllAsync(Log, Room, 7)).Select(e => e.Sequence).ShouldBe([8, 9, 10, 11]);
    }

    [Fact]
    public async Task A_long_log_is_trimmed_and_goes_on()
    {
        var lease = await WriteAsync(Room, [.. Enumerable.Repeat(1, 1_100)]);
        await SaveAsync(1_050);
        await SaveAsync(1_099);
        (await Log.TrimAsync(Room, long.MaxValue, CancellationToken.None)).ShouldBe(1_051);
        await Log.AppendAsync(Room, lease.Epoch, 1_100, RoomEvents.Chats(lease.Epoch, 1_100, 2), CancellationToken.None);
        (await ReadAllAsync(Log, Room, 1_050)).Count.ShouldBe(52);
    }

    [Fact]
    public async Task A_log_that_is_trimmed_to_its_end_goes_on_at_the_same_sequence()
    {
        await WriteAsync(Room, 2, 3);
        await SaveAsync(5);
        await SaveAsync(6);
        (await Log.TrimAsync(Room, 5, CancellationToken.None)).ShouldBe(6);
        (await Log.TakeOverAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogLease(2, 5));
        (await Log.GetExtentAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogExtent(6, 5, 2));
        (await ReadAllAsync(Log, Room, 5)).ShouldBeEmpty();
        await Log.AppendAsync(Room, 2, 5, RoomEvents.Chats(2, 5, 1), CancellationToken.None);
        (await ReadAllAsync(Log, Room, 5)).ShouldHaveSingleItem().Sequence.ShouldBe(6);
    }

    private static byte[] State(long sequence, int bytes)
    {
        var state = new byte[bytes];
        new Random((int)sequence).NextBytes(state);
        return state;
    }

    private async Task SaveAsync(long sequence, int bytes = 100) =>
        await Log.SaveSnapshotAsync(Room, new RoomLogSnapshot(new Position(1, sequence), 5, State(sequence, bytes)), CancellationToken.None);
}
