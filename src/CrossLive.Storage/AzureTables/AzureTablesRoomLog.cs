using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using CrossLive.Rooms;
using CrossLive.Storage.Records;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// The rooms' log in Azure Tables: a partition per room (about 2,000 entities a second each), a record per append, and a head whose ETag fences.
/// See <see cref="RoomKeys"/> for the layout and <see cref="RoomAppend"/> for what an append does. Keeps no queue: each append is a request of its own.
/// </summary>
/// <param name="account">The tables.</param>
/// <param name="logger">Where to log.</param>
public sealed partial class AzureTablesRoomLog(AzureTablesAccount account, ILogger<AzureTablesRoomLog> logger) : IRoomLog
{
    // '!' stands in no room's name.
    private const string ProbePartition = "!probe";

    private readonly RetriedTable _table = account.Rooms;
    private readonly RoomHeads _heads = new(account.Rooms);
    private readonly RoomSnapshots _snapshots = new(account.Rooms, logger);
    private readonly RoomRetention _retention = new(account.Rooms);

    /// <inheritdoc/>
    public async ValueTask<RoomLogLease> TakeOverAsync(string room, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        var head = await Guard(room, () => _heads.TakeOverAsync(room, cancellationToken));
        _heads.Remember(room, head);
        return new RoomLogLease(head.Epoch, head.LastSequence);
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(string room, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        RoomLogArguments.CheckBatch(epoch, expectedSequence, events);
        var record = BatchRecord.Encode(events);
        RoomLogArguments.CheckRecordSize(record);
        await new RoomAppend(_table, _heads, room, epoch, expectedSequence, expectedSequence + events.Count, record).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<RoomEvent>> ReadAsync(string room, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        var sequence = new RecordSequence(room, afterSequence);
        var head = await Guard(room, () => _heads.ReadAsync(room, cancellationToken));
        if (head is null)
        {
            yield break;
        }

        await CheckKeptAsync(room, sequence.Next, cancellationToken);
        if (afterSequence >= head.LastSequence)
        {
            yield break;
        }

        await using var records = RoomRecords.ReadAsync(_table, room, sequence.Next, head.LastSequence, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(room, sequence, records, head.LastSequence, cancellationToken) is { } events)
        {
            yield return events;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RoomLogExtent?> GetExtentAsync(string room, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        return await Guard(room, async () =>
        {
            var head = await _heads.ReadAsync(room, cancellationToken);
            return head is null ? null : new RoomLogExtent(await _retention.FirstKeptAsync(room, cancellationToken), head.LastSequence, head.Epoch);
        });
    }

    /// <inheritdoc/>
    public async ValueTask SaveSnapshotAsync(string room, RoomLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        RoomLogArguments.CheckSnapshot(snapshot);
        await Guard(room, async () =>
        {
            await _snapshots.SaveAsync(room, snapshot, cancellationToken);
            return true;
        });
    }

    /// <inheritdoc/>
    public async ValueTask<RoomLogSnapshot?> LoadSnapshotAsync(string room, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        return await Guard(room, () => _snapshots.LoadAsync(room, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<long> TrimAsync(string room, long throughSequence, CancellationToken cancellationToken)
    {
        RoomLogArguments.CheckRoom(room);
        return await Guard(room, async () =>
        {
            var older = await _snapshots.OlderSequenceAsync(room, cancellationToken);
            var head = await _heads.ReadAsync(room, cancellationToken);
            var through = Math.Min(Math.Min(throughSequence, older ?? 0), head?.LastSequence ?? 0);
            return await _retention.TrimAsync(room, through, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        const string Room = "(probe)";
        var row = Guid.NewGuid().ToString("N");
        var found = await Guard(Room, async () =>
        {
            await _table.UpsertAsync(new TableEntity(ProbePartition, row), cancellationToken);
            var read = await _table.FindAsync(ProbePartition, row, cancellationToken);
            await _table.DeleteAsync(ProbePartition, [row], cancellationToken);
            return read;
        });
        if (found is null)
        {
            throw new RoomLogUnavailableException(Room, "The storage lost a record that it had just taken.", mayBeWritten: false);
        }
    }

    /// <summary>Nothing: no connection and no task is kept.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The next record's wanted events; null at the end.</summary>
    private async Task<IReadOnlyList<RoomEvent>?> NextAsync(
        string room, RecordSequence sequence, IAsyncEnumerator<(long First, byte[] Record)> records, long lastSequence, CancellationToken cancellationToken)
    {
        try
        {
            if (await Guard(room, async () => await records.MoveNextAsync()))
            {
                return sequence.Take(records.Current.First, records.Current.Record);
            }

            sequence.End(lastSequence);
            return null;
        }
        catch (RoomLogDamagedException e)
        {
            // A trim may have passed us by: then nothing is damaged.
            await CheckKeptAsync(room, sequence.Next, cancellationToken);
            LogRecordDamaged(logger, room, e.FirstSequence, e);
            throw;
        }
    }

    private async Task CheckKeptAsync(string room, long next, CancellationToken cancellationToken)
    {
        var firstKept = await Guard(room, () => _retention.FirstKeptAsync(room, cancellationToken));
        if (next < firstKept)
        {
            throw new RoomLogTrimmedException(room, next - 1, firstKept);
        }
    }

    private static async Task<T> Guard<T>(string room, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (TableFailure e)
        {
            throw new RoomLogUnavailableException(room, $"Room '{room}': {e.Message}", e.MayBeWritten, e);
        }
    }
}
