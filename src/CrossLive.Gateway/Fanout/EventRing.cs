using CrossLive.Protocol.Frames;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Fanout;

/// <summary>The newest events of a room, shared by all its viewers; each viewer has a cursor into it. The oldest event makes room for the newest.</summary>
internal sealed class EventRing
{
    private readonly WireEvent[] _events;
    private long _firstSequence;

    /// <summary>An empty ring that the event after <paramref name="head"/> will come into.</summary>
    public EventRing(int capacity, Position head)
    {
        _events = new WireEvent[capacity];
        Head = head;
        _firstSequence = head.Sequence + 1;
    }

    /// <summary>The newest event.</summary>
    public Position Head { get; private set; }

    /// <summary>The cursor before the oldest event that is still here.</summary>
    public long OldestCursor => _firstSequence - 1;

    /// <summary>Adds the next event.</summary>
    public void Add(WireEvent e)
    {
        if (e.Position.Sequence != Head.Sequence + 1)
        {
            throw new InvalidOperationException($"Event {e.Position} does not follow {Head}.");
        }

        Head = e.Position;
        _events[e.Position.Sequence % _events.Length] = e;
        _firstSequence = Math.Max(_firstSequence, e.Position.Sequence - _events.Length + 1);
    }

    /// <summary>True where an event with this position is in the ring, or it is the head.</summary>
    public bool Holds(Position position) =>
        position == Head || (position.Sequence >= _firstSequence && position.Sequence <= Head.Sequence && this[position.Sequence].Position == position);

    /// <summary>Events after a cursor, all of one epoch, at most <paramref name="maxEvents"/>. The cursor is not before <see cref="OldestCursor"/>.</summary>
    public WireEvent[] After(long cursor, int maxEvents)
    {
        var count = (int)Math.Min(maxEvents, Head.Sequence - cursor);
        if (count <= 0)
        {
            return [];
        }

        var epoch = this[cursor + 1].Position.Epoch;
        var taken = new List<WireEvent>(count);
        for (var sequence = cursor + 1; sequence <= cursor + count && this[sequence].Position.Epoch == epoch; sequence++)
        {
            taken.Add(this[sequence]);
        }

        return [.. taken];
    }

    private WireEvent this[long sequence] => _events[sequence % _events.Length];
}
