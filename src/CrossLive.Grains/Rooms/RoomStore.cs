using CrossLive.Storage;
using MessagePack;
using MessagePack.Resolvers;

namespace CrossLive.Rooms;

/// <summary>One room's part of the storage: takes its log over, rebuilds its state, appends, and keeps snapshots and retention.</summary>
internal sealed class RoomStore(IRoomLog log, string room, RoomGrainOptions options)
{
    private static readonly MessagePackSerializerOptions SnapshotFormat = MessagePackSerializerOptions.Standard
        .WithResolver(StandardResolver.Instance).WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>One transaction of Azure Tables takes 4 MiB: a larger append would cost it several.</summary>
    private const long MaxBytesPerAppend = 3 * 1024 * 1024;

    private Task _snapshot = Task.CompletedTask;
    private long _snapshotSequence;

    /// <summary>True where somebody has written to this room before.</summary>
    public async ValueTask<bool> ExistsAsync(CancellationToken cancellationToken) => await log.GetExtentAsync(room, cancellationToken) is not null;

    /// <summary>Raises the epoch: earlier writers can append no more.</summary>
    public async ValueTask<long> TakeOverAsync(CancellationToken cancellationToken) => (await log.TakeOverAsync(room, cancellationToken)).Epoch;

    /// <summary>Rebuilds the state from the newest snapshot and the events after it.</summary>
    public async ValueTask<RoomState> LoadAsync(CancellationToken cancellationToken)
    {
        var state = await LoadSnapshotAsync(cancellationToken) ?? new RoomState();
        _snapshotSequence = state.Head.Sequence;
        await foreach (var batch in log.ReadAsync(room, state.Head.Sequence, cancellationToken))
        {
            foreach (var e in batch)
            {
                state.Apply(e);
            }
        }

        return state;
    }

    /// <summary>
    /// Appends events after <paramref name="expectedSequence"/>; all are durable when it returns. What is too large for one append goes in several:
    /// where a later one fails, the commands of the earlier ones are recognised as repeats when they are sent again.
    /// </summary>
    public async ValueTask AppendAsync(long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, TimeProvider time)
    {
        foreach (var portion in EventSize.Portions(events, MaxBytesPerAppend))
        {
            await AppendPortionAsync(epoch, expectedSequence, portion, time);
            expectedSequence += portion.Count;
        }
    }

    private async ValueTask AppendPortionAsync(long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.AppendTimeoutMs), time);
        try
        {
            await log.AppendAsync(room, epoch, expectedSequence, events, timeout.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new RoomLogUnavailableException(room, $"Room '{room}': the storage did not answer an append within {options.AppendTimeoutMs} ms.", mayBeWritten: true, exception);
        }
    }

    /// <summary>At most <paramref name="maxEvents"/> events after a sequence.</summary>
    public async ValueTask<IReadOnlyList<RoomEvent>> ReadAsync(long afterSequence, int maxEvents, CancellationToken cancellationToken)
    {
        var events = new List<RoomEvent>();
        await foreach (var batch in log.ReadAsync(room, afterSequence, cancellationToken))
        {
            events.AddRange(batch.Take(maxEvents - events.Count));
            if (events.Count >= maxEvents)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>Starts a snapshot where one is due and none is being written. The state is turned into bytes here and now; writing them holds up nobody.</summary>
    /// <param name="state">The durable state.</param>
    /// <param name="everyEvents">Due after so many events.</param>
    public void SnapshotWhenDue(RoomState state, int everyEvents)
    {
        if (!_snapshot.IsCompleted || state.Head.Sequence - _snapshotSequence < everyEvents)
        {
            return;
        }

        _snapshotSequence = state.Head.Sequence;
        var payload = MessagePackSerializer.Serialize(state.ToSnapshot(), SnapshotFormat);
        _snapshot = SaveAsync(new RoomLogSnapshot(state.Head, RoomStateSnapshot.FormatVersion, payload));
    }

    /// <summary>True where no snapshot is being written.</summary>
    public bool IsSnapshotDone => _snapshot.IsCompleted;

    /// <summary>Waits for a snapshot that is being written. Its failure is thrown here once, and costs nothing but a longer replay.</summary>
    public async Task FinishSnapshotAsync()
    {
        var snapshot = _snapshot;
        _snapshot = Task.CompletedTask;
        await snapshot;
    }

    private async Task SaveAsync(RoomLogSnapshot snapshot)
    {
        await log.SaveSnapshotAsync(room, snapshot, CancellationToken.None);
        if (options.RetainEvents > 0 && snapshot.Position.Sequence > options.RetainEvents)
        {
            await log.TrimAsync(room, snapshot.Position.Sequence - options.RetainEvents, CancellationToken.None);
        }
    }

    private async ValueTask<RoomState?> LoadSnapshotAsync(CancellationToken cancellationToken)
    {
        var snapshot = await log.LoadSnapshotAsync(room, cancellationToken);
        return snapshot?.FormatVersion == RoomStateSnapshot.FormatVersion
            ? RoomState.From(MessagePackSerializer.Deserialize<RoomStateSnapshot>(snapshot.Payload, SnapshotFormat, cancellationToken))
            : null;
    }
}
