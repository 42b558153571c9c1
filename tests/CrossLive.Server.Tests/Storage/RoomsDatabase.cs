using CrossLive.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace CrossLive.Server.Tests.Storage;

/// <summary>A server's database file, opened past the storage: to look at it, and to damage it.</summary>
internal sealed class RoomsDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Opens it.</summary>
    public RoomsDatabase(string dataDirectory)
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(dataDirectory, SqliteDatabase.FileName)};Pooling=False");
        _connection.Open();
    }

    /// <summary>A query's one number.</summary>
    public long Number(string sql) => (long)Command(sql).ExecuteScalar()!;

    /// <summary>Flips a bit in the middle of the record that begins at a sequence.</summary>
    public void Damage(string room, long firstSequence)
    {
        var where = $"room_id = (SELECT id FROM rooms WHERE name = '{room}') AND first_sequence = {firstSequence}";
        var record = (byte[])Command($"SELECT record FROM batches WHERE {where}").ExecuteScalar()!;
        record[record.Length / 2] ^= 0x10;
        using var update = Command($"UPDATE batches SET record = $record WHERE {where}");
        update.Parameters.AddWithValue("$record", record);
        update.ExecuteNonQuery().ShouldBe(1);
    }

    /// <summary>The sequences that a room's records begin with.</summary>
    public IReadOnlyList<long> RecordsOf(string room)
    {
        using var reader = Command($"SELECT first_sequence FROM batches WHERE room_id = (SELECT id FROM rooms WHERE name = '{room}') ORDER BY first_sequence").ExecuteReader();
        var firsts = new List<long>();
        while (reader.Read())
        {
            firsts.Add(reader.GetInt64(0));
        }

        return firsts;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
