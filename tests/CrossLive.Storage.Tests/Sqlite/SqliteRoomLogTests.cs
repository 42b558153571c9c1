using CrossLive.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossLive.Storage.Tests.Sqlite;

public sealed class SqliteRoomLogTests : RoomLogSuite
{
    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete();
    }

    protected override Task<(IRoomLog Log, IAsyncDisposable Owner)> OpenAsync()
    {
        var database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        return Task.FromResult<(IRoomLog, IAsyncDisposable)>((new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance), database));
    }

    protected override Task ChangeRecordAsync(string room, long firstSequence, Func<byte[], byte[]?> change)
    {
        const string Where = "WHERE room_id = (SELECT id FROM rooms WHERE name = $room) AND first_sequence = $sequence";
        Change("batches", Where, room, firstSequence, change);
        return Task.CompletedTask;
    }

    protected override Task ChangeSnapshotAsync(string room, long sequence, Func<byte[], byte[]> change)
    {
        Change("snapshots", "WHERE room = $room AND sequence = $sequence", room, sequence, change);
        return Task.CompletedTask;
    }

    private void Change(string table, string where, string room, long sequence, Func<byte[], byte[]?> change)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, SqliteDatabase.FileName)};Pooling=False");
        connection.Open();
        var changed = change((byte[])Run($"SELECT record FROM {table} {where}", null)!);
        Run(changed is null ? $"DELETE FROM {table} {where}" : $"UPDATE {table} SET record = $record {where}", changed);

        object? Run(string sql, byte[]? record)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.AddWithValue("$room", room);
            command.Parameters.AddWithValue("$sequence", sequence);
            command.Parameters.AddWithValue("$record", record ?? []);
            return command.ExecuteScalar();
        }
    }
}
