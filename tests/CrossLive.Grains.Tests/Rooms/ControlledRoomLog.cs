using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.Rooms;

/// <summary>A real log that a test can hold up and make fail, and that counts what is asked of it.</summary>
internal sealed class ControlledRoomLog(IRoomLog inner) : IRoomLog
{
    private long _eventsRead;
    private int _takeOvers;

    /// <summary>Stands between the room and the log's append: may wait, write, and throw.</summary>
    public Func<Append, ValueTask>? OnAppend { get; set; }

    /// <summary>Thrown by everything but appends, where set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown by reads of events, where set.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>Thrown when a snapshot is saved, where set.</summary>
    public Exception? SnapshotFailure { get; set; }

    /// <summary>The batches that were handed to the log, by size, whether they were written or not.</summary>
    public ConcurrentQueue<int> Batches { get; } = [];

    public int TakeOvers => Volatile.Read(ref _takeOvers);

    public long EventsRead => Interlocked.Read(ref _eventsRead);

    /// <summary>One append on its way.</summary>
    /// <param name="Write">Makes it.</param>
    /// <param name="CancellationToken">The room's patience.</param>
    internal sealed record Append(string Room, long Epoch, IReadOnlyList<RoomEvent> Events, Func<ValueTask> Write, CancellationToken CancellationToken);

    public async ValueTask<RoomLogLease> TakeOverAsync(string room, CancellationToken cancellationToken)
    {
        ThrowWhereSet(Failure);
        Interlocked.Increment(ref _takeOvers);
        return await inner.TakeOverAsync(room, cancellationToken);
    }

    public ValueTask AppendAsync(string room, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, CancellationToken cancellationToken)
    {
        Batches.Enqueue(events.Count);
        ValueTask Write() => inner.AppendAsync(room, epoch, expectedSequence, events, CancellationToken.None);
        return OnAppend is { } handle ? handle(new Append(room, epoch, events, Write, cancellationToken)) : Write();
    }

    public async IAsyncEnumerable<IReadOnlyList<RoomEvent>> ReadAsync(string room, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowWhereSet(Failure ?? ReadFailure);
        await foreach (var batch in inner.ReadAsync(room, afterSequence, cancellationToken))
        {
            Interlocked.Add(ref _eventsRead, batch.Count);
            yield return batch;
        }
    }

    public ValueTask<RoomLogExtent?> GetExtentAsync(string room, CancellationToken cancellationToken)
    {
        ThrowWhereSet(Failure);
        return inner.GetExtentAsync(room, cancellationToken);
    }

    public async ValueTask SaveSnapshotAsync(string room, RoomLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        ThrowWhereSet(Failure ?? SnapshotFailure);
        await inner.SaveSnapshotAsync(room, snapshot, cancellationToken);
    }

    public ValueTask<RoomLogSnapshot?> LoadSnapshotAsync(string room, CancellationToken cancellationToken)
    {
        ThrowWhereSet(Failure);
        return inner.LoadSnapshotAsync(room, cancellationToken);
    }

    public ValueTask<long> TrimAsync(string room, long throughSequence, CancellationToken cancellationToken) => inner.TrimAsync(room, throughSequence, cancellationToken);

    public ValueTask ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static void ThrowWhereSet(Exception? exception)
    {
        if (exception is not null)
        {
            throw exception;
        }
    }
}
