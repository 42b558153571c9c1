using CrossLive.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-database-").FullName;

    private string File => Path.Combine(_folder, SqliteDatabase.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        await Open().DisposeAsync();
        Run("PRAGMA user_version = 2");
        Should.Throw<InvalidOperationException>(Open).Message.ShouldContain("schema version 2");
        Run("PRAGMA user_version").ShouldBe(2L);
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        Run("CREATE TABLE theirs (x)");
        Should.Throw<InvalidOperationException>(Open).Message.ShouldContain("another program");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        Should.Throw<InvalidOperationException>(Open).Message.ShouldContain("cannot be opened");
        System.IO.File.ReadAllText(File).ShouldBe(new string('x', 10_000));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "file"), "");
        Should.Throw<InvalidOperationException>(() => SqliteDatabase.Open(Path.Combine(_folder, "file", "data"), NullLoggerFactory.Instance)).Message.ShouldContain("data");
    }

    [Fact]
    public async Task Several_processes_may_open_a_new_file_at_once()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(Open)));
        foreach (var database in databases)
        {
            await Log(database).ProbeAsync(CancellationToken.None);
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Closing_makes_what_waits_durable()
    {
        var database = Open();
        var log = Log(database);
        var rooms = Enumerable.Range(0, 200).Select(i => "room-" + i).ToArray();
        var takeOvers = rooms.Select(room => log.TakeOverAsync(room, CancellationToken.None).AsTask()).ToArray();
        await database.DisposeAsync();
        (await Task.WhenAll(takeOvers)).ShouldAllBe(lease => lease.Epoch == 1);

        await Should.ThrowAsync<ObjectDisposedException>(async () => await log.TakeOverAsync("room", CancellationToken.None));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await log.GetExtentAsync("room", CancellationToken.None));
        await database.DisposeAsync();

        await using var reopened = Open();
        foreach (var room in rooms)
        {
            (await Log(reopened).GetExtentAsync(room, CancellationToken.None)).ShouldBe(new RoomLogExtent(1, 0, 1));
        }
    }

    [Fact]
    public async Task More_writes_than_may_wait_are_all_made()
    {
        await using var database = Open();
        var log = Log(database);
        var writes = Enumerable.Range(0, SqliteWriter.MaxPendingWrites + 1_000).Select(i => log.TakeOverAsync("room-" + (i % 50), CancellationToken.None).AsTask());
        (await Task.WhenAll(writes)).Max(lease => lease.Epoch).ShouldBe((SqliteWriter.MaxPendingWrites + 1_000 + 49) / 50);
    }

    [Fact]
    public async Task A_lock_held_by_another_process_is_waited_for_and_then_reported_with_nothing_written()
    {
        await using var database = SqliteDatabase.Open(_folder, NullLoggerFactory.Instance, new SqliteTuning(BusyTimeoutMs: 1_000));
        var log = Log(database);
        var lease = await log.TakeOverAsync("room", CancellationToken.None);
        using (var other = Connect())
        {
            Run("BEGIN IMMEDIATE", other);
            var failure = await Should.ThrowAsync<RoomLogUnavailableException>(async () => await log.AppendAsync("room", lease.Epoch, 0, RoomEvents.Chats(1, 0, 1), CancellationToken.None));
            failure.MayBeWritten.ShouldBeFalse();
            (await log.GetExtentAsync("room", CancellationToken.None))!.LastSequence.ShouldBe(0, "reads go on");
        }

        await log.AppendAsync("room", lease.Epoch, 0, RoomEvents.Chats(1, 0, 1), CancellationToken.None);
    }

    [Fact]
    public async Task A_write_that_fails_half_way_leaves_nothing_and_the_others_of_its_transaction_are_made()
    {
        await using var database = Open();
        var log = Log(database);
        await log.TakeOverAsync("first", CancellationToken.None);
        var writes = Enumerable.Range(0, 9).Select(i => database.WriteAsync(
            session =>
            {
                session.Execute("UPDATE rooms SET epoch = epoch + 1 WHERE name = 'first'");
                return i % 3 == 0 ? throw new InvalidOperationException("half-way") : i;
            },
            100,
            CancellationToken.None)).ToArray();
        for (var i = 0; i < writes.Length; i++)
        {
            if (i % 3 == 0)
            {
                await Should.ThrowAsync<InvalidOperationException>(writes[i]);
            }
            else
            {
                (await writes[i]).ShouldBe(i);
            }
        }

        (await log.GetExtentAsync("first", CancellationToken.None))!.Epoch.ShouldBe(1 + 6);
    }

    [Fact]
    public async Task A_write_that_is_alone_in_its_transaction_and_fails_half_way_leaves_nothing_and_the_next_one_is_made()
    {
        await using var database = Open();
        var log = Log(database);
        await log.TakeOverAsync("first", CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<InvalidOperationException>(database.WriteAsync<int>(
                session =>
                {
                    session.Execute("UPDATE rooms SET epoch = epoch + 1 WHERE name = 'first'");
                    throw new InvalidOperationException("half-way");
                },
                100,
                CancellationToken.None));
            (await log.TakeOverAsync("first", CancellationToken.None)).Epoch.ShouldBe(2 + i);
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so_at_once_and_its_write_is_made_or_not_but_never_half()
    {
        await using var database = Open();
        var log = Log(database);
        await log.TakeOverAsync("first", CancellationToken.None);
        using var under = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var impatience = new CancellationTokenSource();
        var holding = database.WriteAsync(
            _ =>
            {
                under.Set();
                return goOn.Wait(TimeSpan.FromSeconds(30));
            },
            100,
            CancellationToken.None);
        under.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        var waiting = log.TakeOverAsync("first", impatience.Token).AsTask();
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        goOn.Set();
        (await holding).ShouldBeTrue();
        (await log.TakeOverAsync("first", CancellationToken.None)).Epoch.ShouldBe(2, "nobody waited for it when its turn came");
    }

    [Fact]
    public async Task A_damaged_page_of_the_file_is_reported_as_damage_and_other_rooms_are_read()
    {
        await using (var database = Open())
        {
            var log = Log(database);
            foreach (var room in new[] { "hurt", "whole" })
            {
                var lease = await log.TakeOverAsync(room, CancellationToken.None);
                for (var i = 0; i < 40; i++)
                {
                    await log.AppendAsync(room, lease.Epoch, i * 5, RoomEvents.Chats(1, i * 5, 5, new string(room[0], 400)), CancellationToken.None);
                }
            }
        }

        Overwrite(new string('h', 400), from: 0.5);
        await using var reopened = Open();
        var read = new List<long>();
        var failure = await Should.ThrowAsync<RoomLogDamagedException>(async () =>
        {
            await foreach (var batch in Log(reopened).ReadAsync("hurt", 0, CancellationToken.None))
            {
                read.AddRange(batch.Select(e => e.Sequence));
            }
        });
        failure.FirstSequence.ShouldBe(read.Count + 1);
        read.Count.ShouldBeGreaterThan(0, failure.ToString());

        var whole = 0;
        await foreach (var batch in Log(reopened).ReadAsync("whole", 0, CancellationToken.None))
        {
            whole += batch.Count;
        }

        whole.ShouldBe(200);
    }

    [Fact]
    public async Task A_record_past_the_head_is_found_when_the_room_is_taken_over()
    {
        await using var database = Open();
        var lease = await Log(database).TakeOverAsync("room", CancellationToken.None);
        await Log(database).AppendAsync("room", lease.Epoch, 0, RoomEvents.Chats(1, 0, 3), CancellationToken.None);
        Run("UPDATE rooms SET last_sequence = 0");
        await Should.ThrowAsync<RoomLogDamagedException>(async () => await Log(database).TakeOverAsync("room", CancellationToken.None));
        Run("SELECT epoch FROM rooms").ShouldBe(1L);
    }

    [Fact]
    public async Task The_write_ahead_log_stays_bounded_while_somebody_reads()
    {
        await using var database = Open();
        var log = Log(database);
        var lease = await log.TakeOverAsync("room", CancellationToken.None);
        var events = RoomEvents.Chats(1, 0, 4_000, new string('漢', 400));
        var wal = new FileInfo(File + "-wal");
        long largest = 0;
        for (var i = 0; i < 40; i++)
        {
            var batch = events.Select(e => e with { Position = new Rooms.Position(1, e.Sequence + (i * 4_000)) }).ToArray();
            await log.AppendAsync("room", lease.Epoch, i * 4_000, batch, CancellationToken.None);

            // A read that is begun and left open, as a slow consumer does.
            await using var reader = log.ReadAsync("room", i * 4_000, CancellationToken.None).GetAsyncEnumerator();
            (await reader.MoveNextAsync()).ShouldBeTrue();
            wal.Refresh();
            largest = Math.Max(largest, wal.Length);
        }

        new FileInfo(File).Length.ShouldBeGreaterThan(2 * SqliteCheckpoint.MaxWalBytes, "otherwise the test shows nothing");
        largest.ShouldBeLessThan(SqliteCheckpoint.MaxWalBytes + (2 * SqliteWriter.MaxBytesPerCommit));
    }

    private SqliteDatabase Open() => SqliteDatabase.Open(_folder, NullLoggerFactory.Instance);

    private static SqliteRoomLog Log(SqliteDatabase database) => new(database, NullLogger<SqliteRoomLog>.Instance);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    private object? Run(string sql)
    {
        using var connection = Connect();
        return Run(sql, connection);
    }

    private static object? Run(string sql, SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Zeroes a page of the file that holds a text, some way into the places where the text stands.</summary>
    private void Overwrite(string text, double from)
    {
        const int PageBytes = 4096;
        var bytes = System.IO.File.ReadAllBytes(File);
        var pages = Enumerable.Range(0, bytes.Length / PageBytes)
            .Where(page => System.Text.Encoding.Latin1.GetString(bytes, page * PageBytes, PageBytes).Contains(text[..200], StringComparison.Ordinal)).ToList();
        var victim = pages[(int)(pages.Count * from)];
        bytes.AsSpan(victim * PageBytes, PageBytes).Clear();
        System.IO.File.WriteAllBytes(File, bytes);
    }
}
