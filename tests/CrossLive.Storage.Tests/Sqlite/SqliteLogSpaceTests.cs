using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests.Sqlite;

public sealed class SqliteLogSpaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Delete();

    private long LogBytes => new FileInfo(Path.Combine(_folder.Path, SqliteDatabase.FileName + "-wal")).Length;

    private long DatabaseBytes => new FileInfo(Path.Combine(_folder.Path, SqliteDatabase.FileName)).Length;

    [Fact]
    public async Task The_write_ahead_log_has_its_usual_length_from_the_start_and_the_first_changes_do_not_make_it_longer()
    {
        await using var database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        var atFirst = LogBytes;
        atFirst.ShouldBeGreaterThanOrEqualTo(SqliteLogSpace.ReservedBytes);
        var log = new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance);
        for (var i = 0; i < 20; i++)
        {
            await log.TakeOverAsync("room-" + i, CancellationToken.None);
        }

        LogBytes.ShouldBe(atFirst);
    }

    [Fact]
    public async Task What_was_written_to_make_it_long_is_in_no_database()
    {
        await SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance).DisposeAsync();

        DatabaseBytes.ShouldBeLessThan(SqliteLogSpace.ReservedBytes / 4);
        using var session = new SqliteSession(Path.Combine(_folder.Path, SqliteDatabase.FileName), busyTimeoutMs: 1_000, forReading: true);
        session.Run("SELECT count(*) FROM snapshots").ShouldBe(0L);
        session.Run("PRAGMA integrity_check").ShouldBe("ok");
    }

    [Fact]
    public async Task A_log_that_another_process_made_long_already_is_left_alone()
    {
        await using var first = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        var log = new SqliteRoomLog(first, NullLogger<SqliteRoomLog>.Instance);
        var lease = await log.TakeOverAsync("room", CancellationToken.None);
        var length = LogBytes;

        await using var second = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);

        LogBytes.ShouldBe(length);
        (await new SqliteRoomLog(second, NullLogger<SqliteRoomLog>.Instance).GetExtentAsync("room", CancellationToken.None))!.Epoch.ShouldBe(lease.Epoch);
    }
}
