using CrossLive.FlashSales;
using CrossLive.Rooms;

namespace CrossLive.Storage;

/// <summary>What every provider refuses before it touches its storage: mistakes of the caller, not states of the storage.</summary>
internal static class RoomLogArguments
{
    /// <summary>Refuses what is neither a room's name nor that of a sale's own log.</summary>
    public static void CheckRoom(string room)
    {
        if (!RoomId.IsWellFormed(room) && SaleId.FromLog(room) is null)
        {
            throw new ArgumentException($"'{room}' is not a room's name: 1 to {RoomId.MaxLength} letters, digits, '-' and '_'; nor a sale's log, room.sale.id.", nameof(room));
        }
    }

    /// <summary>Refuses a batch that is empty, too long, of several epochs or not contiguous.</summary>
    public static void CheckBatch(long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedSequence);
        if (events.Count is 0 or > RoomLogLimits.MaxEventsPerAppend)
        {
            throw new ArgumentException($"{events.Count} events; an append takes 1 to {RoomLogLimits.MaxEventsPerAppend}.", nameof(events));
        }

        for (var i = 0; i < events.Count; i++)
        {
            var due = new Position(epoch, expectedSequence + 1 + i);
            if (events[i].Position != due)
            {
                throw new ArgumentException($"Event {i + 1} of the batch has position {events[i].Position}; {due} is due.", nameof(events));
            }
        }
    }

    /// <summary>Refuses a batch that is too many bytes.</summary>
    public static void CheckRecordSize(byte[] record)
    {
        if (record.Length > RoomLogLimits.MaxAppendBytes)
        {
            throw new ArgumentException($"The batch takes {record.Length} bytes; an append takes at most {RoomLogLimits.MaxAppendBytes}. Append fewer events at once.", nameof(record));
        }
    }

    /// <summary>Refuses a snapshot that is too large, or before the log's beginning.</summary>
    public static void CheckSnapshot(RoomLogSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Position.Sequence < 0)
        {
            throw new ArgumentException($"A snapshot cannot stand at {snapshot.Position}.", nameof(snapshot));
        }

        if (snapshot.Payload.Length > RoomLogLimits.MaxSnapshotBytes)
        {
            throw new ArgumentException($"The snapshot has {snapshot.Payload.Length} bytes; at most {RoomLogLimits.MaxSnapshotBytes} are taken.", nameof(snapshot));
        }
    }
}
