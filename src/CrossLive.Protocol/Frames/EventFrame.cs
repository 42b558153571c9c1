using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>
/// A run of events of one epoch, as one message to many connections (<see cref="HubMethods.Events"/>). Immutable; encoded once per protocol
/// and shared. A frame that was read from the wire is not checked for gaps: that is the client's work, which can mend one.
/// </summary>
public sealed class EventFrame
{
    private readonly EncodedOnce<EventFrame, EventFrameFields> _encoded;

    internal EventFrame(long epoch, IReadOnlyList<WireEvent> events)
    {
        Epoch = epoch;
        Events = events;
        _encoded = new(this);
    }

    /// <summary>The epoch of all events.</summary>
    public long Epoch { get; }

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<WireEvent> Events { get; }

    /// <summary>The frame as UTF-8 JSON: always the same memory.</summary>
    public ReadOnlyMemory<byte> JsonBytes => _encoded.Json;

    /// <summary>The frame as MessagePack: always the same memory.</summary>
    public ReadOnlyMemory<byte> MessagePackBytes => _encoded.MessagePack;

    /// <summary>A frame of events.</summary>
    /// <param name="events">At least one, of one epoch, with contiguous sequences. Not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static EventFrame Of(IReadOnlyList<RoomEvent> events) => Of([.. events.Select(WireEvent.Of)]);

    /// <summary>A frame of events as they stand on the wire.</summary>
    /// <param name="events">At least one, of one epoch, with contiguous sequences. Not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static EventFrame Of(WireEvent[] events)
    {
        if (events.Length == 0)
        {
            throw new ArgumentException("A frame needs an event.", nameof(events));
        }

        var first = events[0].Position;
        for (var i = 1; i < events.Length; i++)
        {
            if (events[i].Position != first with { Sequence = first.Sequence + i })
            {
                throw new ArgumentException($"Event {events[i].Position} does not stand {i} after {first}.", nameof(events));
            }
        }

        return new EventFrame(first.Epoch, events);
    }
}

/// <summary>The fields of a frame.</summary>
internal readonly struct EventFrameFields : IFields<EventFrame>
{
    public static void Write<TSink>(ref TSink sink, EventFrame frame)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Number("e"u8, frame.Epoch);
        sink.Objects<WireEvent, EventFields>("v"u8, frame.Events);
    }
}
