using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>
/// What a viewer has seen, over all of its connections: each event has to follow the one before. After a mistake it goes on from what came, so that one is
/// counted once.
/// </summary>
public struct PositionCheck
{
    /// <summary>Epoch of the last event; null before the first position.</summary>
    public long? Epoch { get; private set; }

    /// <summary>The last event's sequence.</summary>
    public long Sequence { get; private set; }

    /// <summary>Starts somewhere: at a snapshot.</summary>
    public void MoveTo(long epoch, long sequence) => (Epoch, Sequence) = (epoch, sequence);

    /// <summary>Takes a batch. Null, or what is wrong.</summary>
    public string? Take(EventBatch batch)
    {
        var problem = batch.Disorder ?? ProblemOf(batch);
        (Epoch, Sequence) = (batch.Epoch, batch.Last);
        return problem;
    }

    private readonly string? ProblemOf(EventBatch batch) =>
        Epoch is not { } epoch ? null
        : batch.Epoch < epoch ? $"epoch {batch.Epoch} came after {epoch}"
        : batch.First > Sequence + 1 ? $"a gap: {batch.First} came after {Sequence}"
        : batch.First <= Sequence ? $"a repeat: {batch.First} came after {Sequence}"
        : null;
}
