using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Simulation;

/// <summary>How an append ended, as the writer learns it.</summary>
internal enum AppendResult
{
    /// <summary>The batch is durable.</summary>
    Written,

    /// <summary>Another writer has taken over, or the log ends elsewhere. Nothing was written.</summary>
    Fenced,

    /// <summary>The storage is full. Nothing was written.</summary>
    Full,

    /// <summary>The storage did not answer. Nothing was written.</summary>
    Unavailable,

    /// <summary>The storage did not answer: the batch is written, or not, or will yet be.</summary>
    MayBeWritten,
}

/// <summary>
/// The durable log, kept as bytes: appends take their time, fail in every way that a real one fails, and can be written after the writer was told
/// that they had failed, or after it has died.
/// </summary>
internal sealed class SimulatedLog(Scheduler scheduler, Witness witness, Sabotage sabotage)
{
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);
    private readonly List<byte[]> _events = [];
    private (long Sequence, byte[] State) _snapshot;
    private long _epoch;

    /// <summary>The last sequence.</summary>
    public long Head => _events.Count;

    /// <summary>Raises the epoch, which fences every earlier writer.</summary>
    public void TakeOver(Action<long> answer) => scheduler.After(scheduler.Between(1, 30), () =>
    {
        var epoch = ++_epoch;
        witness.OnTakenOver(epoch);
        scheduler.After(scheduler.Between(1, 30), () => answer(epoch));
    });

    /// <summary>Appends a batch, all or none.</summary>
    public void Append(int writer, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events, Action<AppendResult> answer)
    {
        var arrivalMs = scheduler.Between(0, 20) + (scheduler.Fault(20) ? scheduler.Between(100, 2_000) : 0);
        scheduler.After(arrivalMs, () =>
        {
            if (scheduler.Fault(15))
            {
                Answer(AppendResult.Full);
            }
            else if (scheduler.Fault(15))
            {
                Answer(AppendResult.Unavailable);
            }
            else if (scheduler.Fault(25))
            {
                WriteInDoubt(writer, epoch, expectedSequence, events);
                Answer(AppendResult.MayBeWritten);
            }
            else
            {
                Answer(TryWrite(writer, epoch, expectedSequence, events) ? AppendResult.Written : AppendResult.Fenced);
            }
        });

        void Answer(AppendResult result)
        {
            witness.Note($"appends {result}");
            scheduler.After(scheduler.Between(0, 20), () => answer(result));
        }
    }

    /// <summary>Durable events after a sequence.</summary>
    public IReadOnlyList<RoomEvent> Read(long afterSequence) =>
        [.. _events.Skip((int)afterSequence).Select(bytes => MessagePackSerializer.Deserialize<RoomEvent>(bytes, Options))];

    /// <summary>Keeps a snapshot; an older one than there is has come too late.</summary>
    public void SaveSnapshot(RoomStateSnapshot state)
    {
        var bytes = MessagePackSerializer.Serialize(state, Options);
        scheduler.After(scheduler.Between(1, 200), () =>
        {
            if (state.View.Head.Sequence > _snapshot.Sequence)
            {
                _snapshot = (state.View.Head.Sequence, bytes);
                witness.Note("snapshots");
            }
        });
    }

    /// <summary>The newest snapshot, or the empty state.</summary>
    public RoomState LoadSnapshot() => _snapshot.State is null ? new RoomState() : RoomState.From(MessagePackSerializer.Deserialize<RoomStateSnapshot>(_snapshot.State, Options));

    private void WriteInDoubt(int writer, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events)
    {
        switch (scheduler.Between(0, 2))
        {
            case 0:
                TryWrite(writer, epoch, expectedSequence, events);
                break;
            case 1:
                // The batch is on its way for so long that the writer may have died, or another may have taken over, when it comes.
                scheduler.After(scheduler.Between(1, 1_500), () => witness.Note(TryWrite(writer, epoch, expectedSequence, events) ? "late writes" : "late writes fenced"));
                break;
        }
    }

    private bool TryWrite(int writer, long epoch, long expectedSequence, IReadOnlyList<RoomEvent> events)
    {
        var isOwner = epoch == _epoch || sabotage == Sabotage.LogIgnoresEpochs;
        if (sabotage != Sabotage.LogFencesNobody && (!isOwner || expectedSequence != Head))
        {
            return false;
        }

        witness.OnStored(writer, epoch, events);
        _events.AddRange(events.Select(e => MessagePackSerializer.Serialize(e, Options)));
        return true;
    }
}
