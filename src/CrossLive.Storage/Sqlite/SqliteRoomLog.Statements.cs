namespace CrossLive.Storage.Sqlite;

/// <content>What happens inside a transaction.</content>
public sealed partial class SqliteRoomLog
{
    private static RoomLogLease TakeOver(SqliteSession session, string room)
    {
        session.Execute("INSERT INTO rooms (name, epoch, first_kept, last_sequence) VALUES ($1, 1, 1, 0) ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1", room);
        var row = RoomRow.Find(session, room)!;

        // Missing records show when the log is read. A record past the end would stay unseen until an append runs into it.
        var stored = session.QueryNumber("SELECT last_sequence FROM batches WHERE room_id = $1 ORDER BY first_sequence DESC LIMIT 1", row.Id);
        if (stored > row.LastSequence)
        {
            throw new RoomLogDamagedException(room, row.LastSequence + 1, $"the log's head says that the log ends at {row.LastSequence}, but a record ends at {stored}");
        }

        return new RoomLogLease(row.Epoch, row.LastSequence);
    }

    private static bool Append(SqliteSession session, string room, long epoch, long expectedSequence, long last, byte[] record)
    {
        var row = RoomRow.Find(session, room);
        if (row is null || row.Epoch != epoch || row.LastSequence != expectedSequence)
        {
            throw new RoomLogFencedException(room, epoch, expectedSequence, row?.Epoch ?? 0, row?.LastSequence ?? 0);
        }

        session.Execute("INSERT INTO batches (room_id, first_sequence, last_sequence, record) VALUES ($1, $2, $3, $4)", row.Id, expectedSequence + 1, last, record);
        session.Execute("UPDATE rooms SET last_sequence = $1 WHERE id = $2", last, row.Id);
        return true;
    }

    private static Page ReadPage(SqliteSession session, string room, long from)
    {
        var records = new List<(long, byte[])>();
        if (RoomRow.Find(session, room) is not { } row)
        {
            return new Page(1, 0, records);
        }

        if (from < row.FirstKept || from > row.LastSequence)
        {
            return new Page(row.FirstKept, row.LastSequence, records);
        }

        // The record that holds `from` may begin before it.
        var begin = session.QueryNumber("SELECT max(first_sequence) FROM batches WHERE room_id = $1 AND first_sequence <= $2", row.Id, from) ?? from;
        using var reader = session.Query("SELECT first_sequence, record FROM batches WHERE room_id = $1 AND first_sequence >= $2 ORDER BY first_sequence", row.Id, begin);
        long bytes = 0;
        try
        {
            while (bytes < MaxBytesPerRead && reader.Read())
            {
                var record = (byte[])reader.GetValue(1);
                bytes += record.Length;
                records.Add((reader.GetInt64(0), record));
            }
        }
        catch (Microsoft.Data.Sqlite.SqliteException) when (records.Count > 0)
        {
            // What could be read is given first; the next page begins at the failure and reports it.
        }

        return new Page(row.FirstKept, row.LastSequence, records);
    }

    private static bool SaveSnapshot(SqliteSession session, string room, long sequence, byte[] record)
    {
        session.Execute("INSERT INTO snapshots (room, sequence, record) VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET record = excluded.record", room, sequence, record);
        session.Execute("DELETE FROM snapshots WHERE room = $1 AND sequence NOT IN (SELECT sequence FROM snapshots WHERE room = $1 ORDER BY sequence DESC LIMIT $2)", room, KeptSnapshots);
        return true;
    }

    private static (long Sequence, byte[] Record)? FindSnapshot(SqliteSession session, string room, long below)
    {
        using var reader = session.Query("SELECT sequence, record FROM snapshots WHERE room = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT 1", room, below);
        return reader.Read() ? (reader.GetInt64(0), (byte[])reader.GetValue(1)) : null;
    }

    private static (long FirstKept, bool IsDone) TrimSome(SqliteSession session, string room, long throughSequence)
    {
        if (RoomRow.Find(session, room) is not { } row)
        {
            return (1, true);
        }

        // The older of the two kept snapshots; null (nothing is trimmed) while there is only one.
        var older = session.QueryNumber("SELECT sequence FROM snapshots WHERE room = $1 ORDER BY sequence DESC LIMIT 1 OFFSET 1", room);
        var limit = Math.Min(throughSequence, older ?? 0);
        var last = session.QueryNumber(
            "SELECT max(last_sequence) FROM (SELECT last_sequence FROM batches WHERE room_id = $1 AND first_sequence <= $2 AND last_sequence <= $2 ORDER BY first_sequence LIMIT $3)",
            row.Id,
            limit,
            MaxRecordsPerTrim);
        if (last is null)
        {
            return (row.FirstKept, true);
        }

        session.Execute("UPDATE rooms SET first_kept = $1 WHERE id = $2", last + 1, row.Id);
        var deleted = session.Execute("DELETE FROM batches WHERE room_id = $1 AND first_sequence <= $2", row.Id, last);
        return (last.Value + 1, deleted < MaxRecordsPerTrim);
    }

    private sealed record Page(long FirstKept, long LastSequence, IReadOnlyList<(long First, byte[] Record)> Records);

    private sealed record RoomRow(long Id, long Epoch, long FirstKept, long LastSequence)
    {
        public static RoomRow? Find(SqliteSession session, string room)
        {
            using var reader = session.Query("SELECT id, epoch, first_kept, last_sequence FROM rooms WHERE name = $1", room);
            return reader.Read() ? new RoomRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)) : null;
        }
    }
}
