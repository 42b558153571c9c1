namespace CrossLive.Media.Egress;

/// <summary>What is to be reported, and stays until a report of it has arrived. The oldest goes where there are too many.</summary>
internal sealed class UnreportedList<T>(int most)
{
    private readonly Queue<T> _kept = new();
    private int _given;

    /// <summary>One more.</summary>
    public void Add(T one)
    {
        _kept.Enqueue(one);
        if (_kept.Count > most)
        {
            _kept.Dequeue();
            _given = Math.Max(0, _given - 1);
        }
    }

    /// <summary>All of it, for a report.</summary>
    public IReadOnlyList<T> Give()
    {
        _given = _kept.Count;
        return [.. _kept];
    }

    /// <summary>What was given last has arrived.</summary>
    public void NoteArrived()
    {
        for (; _given > 0; _given--)
        {
            _kept.Dequeue();
        }
    }
}
