using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

public abstract partial class RoomLogSuite
{
    [Fact]
    public async Task A_take_over_raises_the_epoch_and_says_where_the_log_ends()
    {
        await WriteAsync(Room, 2, 3);
        (await Log.TakeOverAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogLease(2, 5));
        (await Log.TakeOverAsync(Room, CancellationToken.None)).ShouldBe(new RoomLogLease(3, 5));
    }

    [Fact]
    public async Task A_stale_writer_is_refused_and_nothing_is_written()
    {
        var stale = await WriteAsync(Room, 2);
        var other = await OpenAnotherAsync();
        var fresh = await other.TakeOverAsync(Room, CancellationToken.None);

        var refusal = await Should.ThrowAsync<RoomLogFencedException>(async () => await Log.AppendAsync(Room, stale.Epoch, 2, RoomEvents.Chats(stale.Epoch, 2, 1), CancellationToken.None));
        refusal.FoundEpoch.ShouldBe(fresh.Epoch);
        refusal.FoundSequence.ShouldBe(2);

        await other.AppendAsync(Room, fresh.Epoch, 2, RoomEvents.Chats(fresh.Epoch, 2, 1), CancellationToken.None);
        (await ReadAllAsync(Log, Room)).Select(e => e.Position.ToString()).ShouldBe(["1:1", "1:2", "2:3"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_writer_that_expects_another_end_is_refused(long expected)
    {
        var lease = await WriteAsync(Room, 2);
        var refusal = await Should.ThrowAsync<RoomLogFencedException>(async () =>
            await Log.AppendAsync(Room, lease.Epoch, expected, RoomEvents.Chats(lease.Epoch, expected, 2), CancellationToken.None));
        refusal.FoundSequence.ShouldBe(2);
        (await ReadAllAsync(Log, Room)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_writer_without_a_take_over_is_refused() =>
        (await Should.ThrowAsync<RoomLogFencedException>(async () => await Log.AppendAsync(Room, 1, 0, RoomEvents.Chats(1, 0, 1), CancellationToken.None))).FoundEpoch.ShouldBe(0);

    [Fact]
    public async Task A_fenced_append_among_others_fails_alone()
    {
        var rooms = Enumerable.Range(0, 12).Select(_ => NewRoom()).ToArray();
        await Task.WhenAll(rooms.Select(room => WriteAsync(room, 1)));
        var appends = rooms.Select(async (room, i) =>
        {
            var expected = i % 3 == 0 ? 5 : 1;
            await Log.AppendAsync(room, 1, expected, RoomEvents.Chats(1, expected, 1), CancellationToken.None);
        }).ToArray();

        for (var i = 0; i < rooms.Length; i++)
        {
            if (i % 3 == 0)
            {
                await Should.ThrowAsync<RoomLogFencedException>(appends[i]);
            }
            else
            {
                await appends[i];
            }

            (await ReadAllAsync(Log, rooms[i])).Count.ShouldBe(i % 3 == 0 ? 1 : 2);
        }
    }

    [Fact]
    public async Task Appends_that_expect_the_same_end_have_one_winner()
    {
        var lease = await WriteAsync(Room, 1);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await Log.AppendAsync(Room, lease.Epoch, 1, RoomEvents.Chats(lease.Epoch, 1, 1 + (i % 2), "from " + i), CancellationToken.None);
                return i;
            }
            catch (RoomLogFencedException)
            {
                return -1;
            }
        }));

        var winner = outcomes.Where(i => i >= 0).ShouldHaveSingleItem();
        var read = await ReadAllAsync(Log, Room, 1);
        read.Count.ShouldBe(1 + (winner % 2));
        read.ShouldAllBe(e => ((Rooms.ChatPosted)e.Body).Text == "from " + winner);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Two_processes_that_race_for_a_room_have_one_winner_for_every_sequence(int seed)
    {
        var logs = new[] { Log, await OpenAnotherAsync(), await OpenAnotherAsync() };
        var acknowledged = await Task.WhenAll(logs.Select((log, i) => RaceAsync(log, Room, new Random((seed * 100) + i), "writer " + i)));

        var read = await ReadAllAsync(Log, Room);
        read.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, read.Count).Select(n => (long)n));
        read.Zip(read.Skip(1)).ShouldAllBe(pair => pair.First.Position.Epoch <= pair.Second.Position.Epoch);
        var all = acknowledged.SelectMany(a => a).ToList();
        all.Select(a => a.Sequence).Distinct().Count().ShouldBe(all.Count, "two writers were told that the same sequence is theirs");
        all.Count.ShouldBe(read.Count);
        all.ShouldAllBe(a => ((Rooms.ChatPosted)read[(int)a.Sequence - 1].Body).Text == a.Text);
    }

    /// <summary>A writer that takes over, appends until it is fenced or bored, and takes over again.</summary>
    private static async Task<List<(long Sequence, string Text)>> RaceAsync(IRoomLog log, string room, Random random, string text)
    {
        var acknowledged = new List<(long, string)>();
        for (var round = 0; round < 8; round++)
        {
            var (epoch, last) = await TakeOverAsync(log, room);
            try
            {
                for (var appends = random.Next(1, 6); appends > 0; appends--)
                {
                    var size = random.Next(1, 4);
                    await log.AppendAsync(room, epoch, last, RoomEvents.Chats(epoch, last, size, text), CancellationToken.None);
                    acknowledged.AddRange(Enumerable.Range(1, size).Select(i => (last + i, text)));
                    last += size;
                }
            }
            catch (RoomLogFencedException)
            {
                // Another writer was faster; take over again.
            }
        }

        return acknowledged;
    }

    private static async Task<RoomLogLease> TakeOverAsync(IRoomLog log, string room) => await log.TakeOverAsync(room, CancellationToken.None);
}
