namespace CrossLive.Rooms;

/// <summary>The newest events of a room, at most <paramref name="capacity"/>, the oldest forgotten first.</summary>
internal sealed class RecentEvents(int capacity)
{
    private readonly Queue<RoomEvent> _events = new();

    private long _lastSequence;

    /// <summary>Keeps contiguous events. Where they do not follow what was kept (the log was replayed in between), that is forgotten first.</summary>
    public void Keep(IReadOnlyList<RoomEvent> events)
    {
        if (events[0].Sequence != _lastSequence + 1)
        {
            _events.Clear();
        }

        _lastSequence = events[^1].Sequence;
        foreach (var e in events)
        {
            _events.Enqueue(e);
            if (_events.Count > capacity)
            {
                _events.Dequeue();
            }
        }
    }

    /// <summary>At most <paramref name="maxEvents"/> events after a sequence, or null where the first of them is no longer kept.</summary>
    public IReadOnlyList<RoomEvent>? After(long sequence, int maxEvents)
    {
        if (!_events.TryPeek(out var oldest) || sequence + 1 < oldest.Sequence)
        {
            return null;
        }

        return [.. _events.Skip((int)Math.Min(_events.Count, sequence + 1 - oldest.Sequence)).Take(maxEvents)];
    }
}
