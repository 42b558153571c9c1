namespace CrossLive.Storage;

/// <summary>The room's log could not do what was asked.</summary>
public abstract class RoomLogException(string room, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The room whose log it is.</summary>
    public string Room { get; } = room;
}

/// <summary>Another writer took over (a newer epoch), or the log ends elsewhere than the writer believed. Nothing was written; the writer must stop.</summary>
public sealed class RoomLogFencedException(string room, long epoch, long expectedSequence, long foundEpoch, long foundSequence)
    : RoomLogException(room, $"Room '{room}': writer of epoch {epoch} expected to follow sequence {expectedSequence}, but the log is at epoch {foundEpoch}, sequence {foundSequence}. Nothing was written.")
{
    /// <summary>The log's epoch.</summary>
    public long FoundEpoch { get; } = foundEpoch;

    /// <summary>The log's last sequence.</summary>
    public long FoundSequence { get; } = foundSequence;
}

/// <summary>No room left on the storage. Nothing was written.</summary>
public sealed class RoomLogFullException(string room, Exception inner)
    : RoomLogException(room, $"Room '{room}': the storage is full. Nothing was written. Make room (or trim old rooms) and try again.", inner);

/// <summary>The storage does not answer, or throttles.</summary>
public sealed class RoomLogUnavailableException(string room, string message, bool mayBeWritten, Exception? inner = null)
    : RoomLogException(room, message, inner)
{
    /// <summary>True where the batch may have been written in spite of the failure: read the log before going on.</summary>
    public bool MayBeWritten { get; } = mayBeWritten;
}

/// <summary>A record is damaged: a wrong checksum, an unknown version, or a hole in the numbering. Nothing is deleted; an operator decides.</summary>
public sealed class RoomLogDamagedException(string room, long firstSequence, string what, Exception? inner = null)
    : RoomLogException(room, $"Room '{room}': the record at sequence {firstSequence} is damaged ({what}). Nothing was deleted. Restore the storage from a copy, or have the log cut before this sequence.", inner)
{
    /// <summary>The first sequence of the damaged record.</summary>
    public long FirstSequence { get; } = firstSequence;
}

/// <summary>The events asked for are older than what is kept.</summary>
public sealed class RoomLogTrimmedException(string room, long afterSequence, long firstKept)
    : RoomLogException(room, $"Room '{room}': events after {afterSequence} were asked for, the log keeps them from {firstKept}.")
{
    /// <summary>The first sequence that is kept.</summary>
    public long FirstKept { get; } = firstKept;
}
