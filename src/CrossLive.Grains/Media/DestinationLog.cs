using CrossLive.Media.Reception;

namespace CrossLive.Media;

/// <summary>What was reported of one destination, as much as <see cref="DestinationLogLimits"/> says.</summary>
internal sealed class DestinationLog
{
    private readonly Queue<DestinationSample> _samples = new();
    private readonly Queue<DestinationDecision> _decisions = new();
    private readonly Queue<ReceptionChange> _receptionChanges = new();

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<DestinationSample> Samples => _samples;

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<DestinationDecision> Decisions => _decisions;

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<ReceptionChange> ReceptionChanges => _receptionChanges;

    /// <summary>Takes what its platform says from now on.</summary>
    public void Add(ReceptionChange change) => Add(_receptionChanges, [change], DestinationLogLimits.MaxReceptionChanges);

    /// <summary>Takes what is new in a report.</summary>
    public void Add(DestinationStatus status)
    {
        Add(_samples, status.Samples, DestinationLogLimits.MaxSamples);
        Add(_decisions, status.Decisions, DestinationLogLimits.MaxDecisions);
    }

    private static void Add<T>(Queue<T> kept, IReadOnlyList<T> more, int most)
    {
        foreach (var each in more)
        {
            kept.Enqueue(each);
            if (kept.Count > most)
            {
                kept.Dequeue();
            }
        }
    }
}
