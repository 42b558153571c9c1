using CrossLive.Rooms;

namespace CrossLive.Storage.Records;

/// <summary>Follows a room's records as they are read: each must be whole and begin where the one before ended.</summary>
/// <param name="room">The room, for the exceptions.</param>
/// <param name="afterSequence">Events up to and including this one are not wanted.</param>
internal sealed class RecordSequence(string room, long afterSequence)
{
    private bool _begun;

    /// <summary>The sequence that has to come next.</summary>
    public long Next { get; private set; } = afterSequence + 1;

    /// <summary>Takes the next record and gives those of its events that are wanted.</summary>
    /// <param name="storedFirst">The first sequence that the record is stored under.</param>
    /// <param name="record">The stored bytes.</param>
    /// <exception cref="RoomLogDamagedException">It is damaged, is another record than its key says, or leaves a hole before it.</exception>
    public IReadOnlyList<RoomEvent> Take(long storedFirst, ReadOnlyMemory<byte> record)
    {
        if (storedFirst > Next)
        {
            throw new RoomLogDamagedException(room, Next, $"it is missing; the next record begins at {storedFirst}");
        }

        if (BatchRecord.Decode(record, out var events) is { } damage)
        {
            throw new RoomLogDamagedException(room, storedFirst, damage);
        }

        if (events[0].Sequence != storedFirst)
        {
            throw new RoomLogDamagedException(room, storedFirst, $"it says that it begins at {events[0].Sequence}");
        }

        var last = events[^1].Sequence;
        if (last < Next)
        {
            throw new RoomLogDamagedException(room, Next, $"it is missing; the record before ends at {last}");
        }

        if (_begun && storedFirst != Next)
        {
            throw new RoomLogDamagedException(room, storedFirst, $"it overlaps the record before, which ends at {Next - 1}");
        }

        var unwanted = (int)(Next - storedFirst);
        _begun = true;
        Next = last + 1;
        return unwanted == 0 ? events : [.. events.Skip(unwanted)];
    }

    /// <summary>There are no more records.</summary>
    /// <param name="lastSequence">Where the log ends according to its head.</param>
    /// <exception cref="RoomLogDamagedException">Records are missing at the end.</exception>
    public void End(long lastSequence)
    {
        if (Next <= lastSequence)
        {
            throw new RoomLogDamagedException(room, Next, $"it is missing; the log's head says that the log ends at {lastSequence}");
        }
    }
}
