using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

/// <summary>What every provider of <see cref="IRoomLog"/> does. A provider's tests derive from it; each test has rooms of its own.</summary>
public abstract partial class RoomLogSuite : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    /// <summary>The log under test.</summary>
    protected IRoomLog Log { get; private set; } = null!;

    /// <summary>A room that nobody has used.</summary>
    protected string Room { get; } = NewRoom();

    /// <summary>Opens the same storage once more, as another process would.</summary>
    protected abstract Task<(IRoomLog Log, IAsyncDisposable Owner)> OpenAsync();

    /// <summary>Changes the stored bytes of the record that begins at a sequence, past the provider; null removes it.</summary>
    protected abstract Task ChangeRecordAsync(string room, long firstSequence, Func<byte[], byte[]?> change);

    /// <summary>Changes a snapshot's stored bytes, past the provider.</summary>
    protected abstract Task ChangeSnapshotAsync(string room, long sequence, Func<byte[], byte[]> change);

    public virtual async Task InitializeAsync() => Log = await OpenAnotherAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (var owner in Enumerable.Reverse(_opened))
        {
            await owner.DisposeAsync();
        }
    }

    protected static string NewRoom() => "room-" + Guid.NewGuid().ToString("N");

    protected async Task<IRoomLog> OpenAnotherAsync()
    {
        var (log, owner) = await OpenAsync();
        _opened.Add(owner);
        return log;
    }

    protected static async Task<List<RoomEvent>> ReadAllAsync(IRoomLog log, string room, long after = 0)
    {
        var events = new List<RoomEvent>();
        await foreach (var batch in log.ReadAsync(room, after, CancellationToken.None))
        {
            batch.ShouldNotBeEmpty();
            events.AddRange(batch);
        }

        return events;
    }

    /// <summary>Takes over and writes batches of these sizes.</summary>
    protected async Task<RoomLogLease> WriteAsync(string room, params int[] sizes)
    {
        var lease = await Log.TakeOverAsync(room, CancellationToken.None);
        var last = lease.LastSequence;
        foreach (var size in sizes)
        {
            await Log.AppendAsync(room, lease.Epoch, last, RoomEvents.Chats(lease.Epoch, last, size), CancellationToken.None);
            last += size;
        }

        return lease with { LastSequence = last };
    }

    [Fact]
    public async Task The_first_writer_of_a_room_has_epoch_1_and_an_empty_log()
    {
        (await Log.GetExtentAsync(Room, CancellationToken.None)).ShouldBeNull();
        (await Log.TakeOverAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogLease(1, 0));
        (await Log.GetExtentAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogExtent(1, 0, 1));
        (await ReadAllAsync(Log, Room)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_room_that_nobody_took_over_reads_as_empty()
    {
        (await ReadAllAsync(Log, Room)).ShouldBeEmpty();
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldBeNull();
        (await Log.TrimAsync(Room, 10, CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task Appended_events_are_read_in_order_and_as_they_were()
    {
        var lease = await Log.TakeOverAsync(Room, CancellationToken.None);
        var written = RoomEvents.Chats(lease.Epoch, 0, 7, "弹幕 👋");
        await Log.AppendAsync(Room, lease.Epoch, 0, written[..3], CancellationToken.None);
        await Log.AppendAsync(Room, lease.Epoch, 3, written[3..4], CancellationToken.None);
        await Log.AppendAsync(Room, lease.Epoch, 4, written[4..], CancellationToken.None);

        (await ReadAllAsync(Log, Room)).Select(RoomEvents.Describe).ShouldBe(written.Select(RoomEvents.Describe));
        (await Log.GetExtentAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogExtent(1, 7, 1));
    }

    [Fact]
    public async Task What_was_appended_is_there_for_another_process()
    {
        await WriteAsync(Room, 2, 3);
        (await ReadAllAsync(await OpenAnotherAsync(), Room)).Select(e => e.Sequence).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Reading_begins_in_the_middle_of_a_batch()
    {
        await WriteAsync(Room, 3, 5, 2);
        for (var after = 0; after <= 12; after++)
        {
            (await ReadAllAsync(Log, Room, after)).Select(e => e.Sequence).ShouldBe(Enumerable.Range(after + 1, Math.Max(0, 10 - after)).Select(n => (long)n), $"after {after}");
        }
    }

    [Fact]
    public async Task The_largest_batch_of_the_longest_texts_is_one_append()
    {
        var lease = await Log.TakeOverAsync(Room, CancellationToken.None);
        var written = RoomEvents.Chats(lease.Epoch, 0, RoomLogLimits.MaxEventsPerAppend, new string('漢', RoomLimits.MaxTextLength));
        await Log.AppendAsync(Room, lease.Epoch, 0, written, CancellationToken.None);
        await Log.AppendAsync(Room, lease.Epoch, written.Length, RoomEvents.Chats(lease.Epoch, written.Length, 1), CancellationToken.None);

        var read = await ReadAllAsync(Log, Room);
        read.Count.ShouldBe(written.Length + 1);
        read.Take(written.Length).Select(RoomEvents.Describe).ShouldBe(written.Select(RoomEvents.Describe));
        (await ReadAllAsync(Log, Room, 4_990)).Count.ShouldBe(11);
    }

    [Fact]
    public async Task Many_small_batches_are_read_page_by_page()
    {
        await WriteAsync(Room, [.. Enumerable.Repeat(1, 620)]);
        (await ReadAllAsync(Log, Room, 3)).Select(e => e.Sequence).ShouldBe(Enumerable.Range(4, 617).Select(n => (long)n));
    }

    [Fact]
    public async Task Many_rooms_append_at_once()
    {
        var rooms = Enumerable.Range(0, 24).Select(_ => NewRoom()).ToArray();
        await Task.WhenAll(rooms.Select((room, i) => WriteAsync(room, [.. Enumerable.Repeat(1 + (i % 3), 8)])));
        for (var i = 0; i < rooms.Length; i++)
        {
            (await ReadAllAsync(Log, rooms[i])).Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 8 * (1 + (i % 3))).Select(n => (long)n));
        }
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_are_two_rooms()
    {
        var (lower, upper) = (Room, Room.ToUpperInvariant());
        await WriteAsync(lower, 2);
        (await Log.TakeOverAsync(upper, CancellationToken.None)).ShouldBe(new RoomLogLease(1, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("räum")]
    public async Task What_is_not_a_room_s_name_is_refused(string room) =>
        await Should.ThrowAsync<ArgumentException>(async () => await Log.TakeOverAsync(room, CancellationToken.None));

    [Fact]
    public async Task A_batch_that_is_empty_too_long_or_not_contiguous_is_refused()
    {
        await Log.TakeOverAsync(Room, CancellationToken.None);
        foreach (var batch in new[] { [], RoomEvents.Chats(1, 0, RoomLogLimits.MaxEventsPerAppend + 1), RoomEvents.Chats(2, 0, 1), RoomEvents.Chats(1, 1, 1), [RoomEvents.Chat(1, 1), RoomEvents.Chat(1, 3)] })
        {
            await Should.ThrowAsync<ArgumentException>(async () => await Log.AppendAsync(Room, 1, 0, batch, CancellationToken.None));
        }

        (await ReadAllAsync(Log, Room)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_append_leaves_a_log_that_goes_on()
    {
        var lease = await WriteAsync(Room, 1);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await Log.AppendAsync(Room, lease.Epoch, 1, RoomEvents.Chats(1, 1, 1), cancelled.Token));

        await WriteAsync(Room, 2);
        (await ReadAllAsync(Log, Room)).Select(e => e.Sequence).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_cancelled_read_ends()
    {
        await WriteAsync(Room, 1);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in Log.ReadAsync(Room, 0, cancelled.Token))
            {
                batch.ShouldNotBeEmpty();
            }
        });
    }

    [Fact]
    public async Task The_probe_succeeds_again_and_again()
    {
        await Log.ProbeAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Log.ProbeAsync(CancellationToken.None).AsTask()));
    }
}
