namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Events that came together, in order.</summary>
/// <param name="Epoch">Their epoch; 0 where the system has none.</param>
/// <param name="First">The first one's sequence.</param>
/// <param name="Last">The last one's.</param>
/// <param name="DueUs">When those were due that say so, in µs of <see cref="MonotonicClock"/>.</param>
/// <param name="Thinned">How many say that a chat was left out.</param>
/// <param name="Disorder">Null, or what is wrong inside the batch.</param>
public sealed record EventBatch(long Epoch, long First, long Last, long[] DueUs, int Thinned, string? Disorder) : ServerMessage
{
    /// <summary>How many events there are.</summary>
    public long Count => Last - First + 1;
}

/// <summary>Collects a batch while it is read.</summary>
public struct EventBatchBuilder(long epoch)
{
    private readonly List<long> _dueUs = [];
    private long _first;
    private long _last;
    private int _count;
    private int _thinned;
    private string? _disorder;

    /// <summary>The epoch, which may stand behind the events.</summary>
    public long Epoch { get; set; } = epoch;

    /// <summary>Adds the next event.</summary>
    public void Add(long sequence, bool isThinned, long? dueUs)
    {
        if (_count++ == 0)
        {
            _first = sequence;
        }
        else if (sequence != _last + 1)
        {
            _disorder ??= $"{sequence} stands behind {_last} in one frame";
        }

        _last = sequence;
        _thinned += isThinned ? 1 : 0;
        if (dueUs is { } due)
        {
            _dueUs.Add(due);
        }
    }

    /// <summary>The batch; null where it is empty.</summary>
    public readonly EventBatch? Build() => _count == 0 ? null : new EventBatch(Epoch, _first, _last, [.. _dueUs], _thinned, _disorder);
}
