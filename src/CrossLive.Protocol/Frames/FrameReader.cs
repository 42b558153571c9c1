using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads frames from either protocol.</summary>
internal static class FrameReader
{
    /// <summary>Reads the frame that the source stands on.</summary>
    public static EventFrame ReadFrame<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        long? epoch = null;
        List<WireEvent>? events = null;
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "e":
                    epoch = source.Number();
                    break;
                case "v":
                    // The epoch stands first in what we write; another writer may put it last.
                    events = ReadEvents(ref source, epoch ?? 0);
                    break;
                default:
                    source.Skip();
                    break;
            }
        }

        if (epoch is not { } known || events is null)
        {
            throw source.Malformed("A frame has no epoch or no events.");
        }

        return new EventFrame(known, events.Count == 0 || events[0].Position.Epoch == known ? events : events.ConvertAll(e => InEpoch(e, known)));
    }

    /// <summary>Reads the list of events that the source stands on.</summary>
    public static List<WireEvent> ReadEvents<TSource>(ref TSource source, long epoch)
        where TSource : IFieldSource, allows ref struct
    {
        var events = new List<WireEvent>();
        var left = source.EnterList();
        while (source.NextItem(ref left))
        {
            events.Add(EventReader.Read(ref source, epoch));
        }

        return events;
    }

    private static WireEvent InEpoch(WireEvent e, long epoch)
    {
        var position = e.Position with { Epoch = epoch };
        return e with
        {
            Position = position,
            Event = e.Event is { } known ? known with { Position = position } : null,
            Foreign = e.Foreign is { } foreign ? foreign with { Position = position } : null,
        };
    }
}
