using System.Runtime.CompilerServices;
using CrossLive.Rooms;
using CrossLive.Storage.Records;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

/// <summary>
/// The rooms' log in SQLite: one row per append. Appends of all rooms that wait share a transaction and a sync of the disk; the check of epoch and sequence
/// happens inside it, so that several processes may share the file. While <see cref="SqliteWriter.MaxPendingWrites"/> appends wait, further ones wait for a place.
/// </summary>
/// <param name="database">The open database; whoever opened it closes it, after the log.</param>
/// <param name="logger">Where to log.</param>
public sealed partial class SqliteRoomLog(SqliteDatabase database, ILogger<SqliteRoomLog> logger) : IRoomLog
{
    /// <summary>A read holds a transaction for about this many bytes of records, then begins another: long reads do not keep the write-ahead log from being cut.</summary>
    internal const int MaxBytesPerRead = 4 * 1024 * 1024;

    /// <summary>A trim deletes this many records in one transaction: appends get their turn in between.</summary>
    internal const int MaxRecordsPerTrim = 500;

    private const int KeptSnapshots = 2;
    private const int SmallWriteBytes = 256;

    /// <inheritdoc/>
    public async ValueTask<RoomLogLease> TakeOverAsync(string room, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        return await WriteAsync(room, session => TakeOver(session, room), SmallWriteBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(string room, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        RoomLogArguments.CheckBatch(epoch, expectedSequence, events);
        var record = BatchRecord.Encode(events);
        RoomLogArguments.CheckRecordSize(record);
        var last = expectedSequence + events.Count;
        await WriteAsync(room, session => Append(session, room, epoch, expectedSequence, last, record), record.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<RoomEvent>> ReadAsync(string room, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var sequence = new RecordSequence(room, afterSequence);
        while (true)
        {
            var page = await ReadAsync(room, session => ReadPage(session, room, sequence.Next), sequence.Next, cancellationToken);
            if (sequence.Next < page.FirstKept)
            {
                throw new RoomLogTrimmedException(room, sequence.Next - 1, page.FirstKept);
            }

            foreach (var (first, record) in page.Records)
            {
                yield return Take(room, sequence, first, record);
            }

            if (page.Records.Count == 0 || sequence.Next > page.LastSequence)
            {
                End(room, sequence, page.LastSequence);
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RoomLogExtent?> GetExtentAsync(string room, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        var row = await ReadAsync(room, session => RoomRow.Find(session, room), 0, cancellationToken);
        return row is null ? null : new RoomLogExtent(row.FirstKept, row.LastSequence, row.Epoch);
    }

    /// <inheritdoc/>
    public async ValueTask SaveSnapshotAsync(string room, RoomLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        RoomLogArguments.CheckSnapshot(snapshot);
        var record = SnapshotRecord.Encode(snapshot);
        await WriteAsync(room, session => SaveSnapshot(session, room, snapshot.Position.Sequence, record), record.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RoomLogSnapshot?> LoadSnapshotAsync(string room, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        for (var below = long.MaxValue; ;)
        {
            var found = await ReadAsync(room, session => FindSnapshot(session, room, below), below, cancellationToken);
            if (found is not { } stored)
            {
                return null;
            }

            if (SnapshotRecord.Decode(stored.Record, out var snapshot) is not { } damage)
            {
                return snapshot;
            }

            LogSnapshotDamaged(logger, room, stored.Sequence, damage);
            below = stored.Sequence;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> TrimAsync(string room, long throughSequence, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        while (true)
        {
            var (firstKept, isDone) = await WriteAsync(room, session => TrimSome(session, room, throughSequence), SmallWriteBytes, cancellationToken);
            if (isDone)
            {
                return firstKept;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        const string Room = "(probe)";
        var written = await WriteAsync(Room, s => s.QueryNumber("UPDATE counters SET value = value + 1 WHERE name = 'probe' RETURNING value"), SmallWriteBytes, cancellationToken);
        var read = await ReadAsync(Room, s => s.QueryNumber("SELECT value FROM counters WHERE name = 'probe'"), 0, cancellationToken);
        if (written is null || read is null || read < written)
        {
            throw new RoomLogUnavailableException(Room, "The storage lost a record that it had just taken.", mayBeWritten: false);
        }
    }

    /// <summary>Nothing: the database belongs to whoever opened it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IReadOnlyList<RoomEvent> Take(string room, RecordSequence sequence, long first, byte[] record)
    {
        try
        {
            return sequence.Take(first, record);
        }
        catch (RoomLogDamagedException e)
        {
            LogRecordDamaged(logger, room, e.FirstSequence, e);
            throw;
        }
    }

    private void End(string room, RecordSequence sequence, long lastSequence)
    {
        try
        {
            sequence.End(lastSequence);
        }
        catch (RoomLogDamagedException e)
        {
            LogRecordDamaged(logger, room, e.FirstSequence, e);
            throw;
        }
    }

    private async Task<T> WriteAsync<T>(string room, Func<SqliteSession, T> write, int bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(write, bytes, cancellationToken);
        }
        catch (SqliteFailure failure)
        {
            throw InWordsOfTheLog(room, 0, failure);
        }
    }

    private async Task<T> ReadAsync<T>(string room, Func<SqliteSession, T> read, long sequence, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(read, cancellationToken);
        }
        catch (SqliteFailure failure)
        {
            throw InWordsOfTheLog(room, sequence, failure);
        }
    }

    private RoomLogException InWordsOfTheLog(string room, long sequence, SqliteFailure failure)
    {
        switch (failure.Kind)
        {
            case SqliteFailureKind.Full:
                return new RoomLogFullException(room, failure);
            case SqliteFailureKind.Damaged:
                LogRecordDamaged(logger, room, sequence, failure);
                return new RoomLogDamagedException(room, sequence, failure.Message, failure);
            default:
                return new RoomLogUnavailableException(room, $"Room '{room}': {failure.Message}", failure.MayBeWritten, failure);
        }
    }
}
