using CrossLive.Rooms;

namespace CrossLive.Storage;

/// <summary>
/// The durable, ordered log of every room's events. A provider passes the abstract suite <c>RoomLogSuite</c>.
/// <para>Writing: <see cref="TakeOverAsync"/> raises the room's epoch, which fences every earlier writer; then <see cref="AppendAsync"/> names the
/// epoch and the sequence it expects to follow. When an append returns, its events survive a crash of the process and of the machine.</para>
/// <para>All members are safe to call from many threads, for many rooms at once. Appends of one room are made one after the other by its writer.</para>
/// </summary>
public interface IRoomLog : IAsyncDisposable
{
    /// <summary>Makes the caller the room's only writer: the epoch goes up by one, durably. A room nobody wrote to yet has head (0, 0).</summary>
    /// <exception cref="RoomLogUnavailableException">The storage does not answer, or is throttling for longer than the provider waits.</exception>
    /// <exception cref="RoomLogFullException">The storage is full.</exception>
    /// <exception cref="RoomLogDamagedException">The storage's own structure is damaged where it was needed. The epoch stays as it was.</exception>
    ValueTask<RoomLogLease> TakeOverAsync(string room, CancellationToken cancellationToken);

    /// <summary>
    /// Appends events, all or none. Their sequences are contiguous from <paramref name="expectedSequence"/> + 1 and their epoch is <paramref name="epoch"/>.
    /// A cut connection in mid-append is resolved by the provider: it looks whether the batch was written before it says anything.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="epoch">The epoch of the caller's lease.</param>
    /// <param name="expectedSequence">The last sequence before this batch.</param>
    /// <param name="events">1 to <see cref="RoomLogLimits.MaxEventsPerAppend"/> events of at most <see cref="RoomLogLimits.MaxAppendBytes"/>.</param>
    /// <param name="cancellationToken">Ends the wait; whether the batch was written is then not known.</param>
    /// <exception cref="RoomLogFencedException">Another writer has taken over, or the log does not end where the caller says. Nothing was written.</exception>
    /// <exception cref="RoomLogFullException">The storage is full. Nothing was written.</exception>
    /// <exception cref="RoomLogUnavailableException">The storage does not answer; <see cref="RoomLogUnavailableException.MayBeWritten"/> says whether the batch may be there.</exception>
    ValueTask AppendAsync(string room, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads events with a sequence greater than <paramref name="afterSequence"/>, in order, a stored batch at a time, until the end of the log.</summary>
    /// <exception cref="RoomLogDamagedException">A record's checksum, version or numbering is wrong; everything before it has been yielded.</exception>
    /// <exception cref="RoomLogTrimmedException">Events right after <paramref name="afterSequence"/> are no longer kept.</exception>
    IAsyncEnumerable<IReadOnlyList<RoomEvent>> ReadAsync(string room, long afterSequence, CancellationToken cancellationToken);

    /// <summary>Where the room's log begins and ends, without taking it over; null where nobody has taken it over yet.</summary>
    ValueTask<RoomLogExtent?> GetExtentAsync(string room, CancellationToken cancellationToken);

    /// <summary>Stores a snapshot of the room's state as it was after <see cref="RoomLogSnapshot.Position"/>. The newest two are kept.</summary>
    ValueTask SaveSnapshotAsync(string room, RoomLogSnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>The newest snapshot that is whole, or null. A damaged one is passed over in favour of the one before.</summary>
    ValueTask<RoomLogSnapshot?> LoadSnapshotAsync(string room, CancellationToken cancellationToken);

    /// <summary>
    /// Retention: forgets batches that lie wholly at or before <paramref name="throughSequence"/>. Never goes past the older of the two kept snapshots;
    /// with fewer than two nothing is forgotten, so that one damaged snapshot never costs a room.
    /// </summary>
    /// <returns>The first sequence that is still kept.</returns>
    ValueTask<long> TrimAsync(string room, long throughSequence, CancellationToken cancellationToken);

    /// <summary>Writes and reads back a small record that belongs to no room, for the readiness check.</summary>
    ValueTask ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>A writer's right to append.</summary>
/// <param name="Epoch">The writer's epoch; the first writer of a room has 1.</param>
/// <param name="LastSequence">The last sequence in the log at take-over; 0 = empty.</param>
public sealed record RoomLogLease(long Epoch, long LastSequence);

/// <summary>Where a log begins and ends: sequences, both inclusive; <paramref name="LastSequence"/> 0 = empty.</summary>
public sealed record RoomLogExtent(long FirstSequence, long LastSequence, long Epoch);

/// <summary>A room's state in bytes.</summary>
/// <param name="Position">The last event that it includes.</param>
/// <param name="FormatVersion">The version of the state's format; the reader decides whether it can use it.</param>
/// <param name="Payload">At most <see cref="RoomLogLimits.MaxSnapshotBytes"/>.</param>
public sealed record RoomLogSnapshot(Position Position, int FormatVersion, ReadOnlyMemory<byte> Payload);

/// <summary>What every provider must take.</summary>
public static class RoomLogLimits
{
    /// <summary>Most events in one append.</summary>
    public const int MaxEventsPerAppend = 5_000;

    /// <summary>Most bytes that an append's events take when encoded: 5,000 of the longest chats and gifts are about 15 MB. More is an <see cref="ArgumentException"/>.</summary>
    public const int MaxAppendBytes = 64 * 1024 * 1024;

    /// <summary>Most bytes of a snapshot.</summary>
    public const int MaxSnapshotBytes = 64 * 1024 * 1024;
}
