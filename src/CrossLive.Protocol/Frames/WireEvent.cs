using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>An event as it stands in a frame. A newer server's kinds have no <see cref="Event"/> here, but keep their place, so that sequences stay contiguous.</summary>
/// <param name="Position">Epoch and sequence.</param>
/// <param name="Kind">The kind's name, see <see cref="EventKinds"/>.</param>
/// <param name="AtUnixMs">When it happened.</param>
/// <param name="Event">The event; null where this version does not know the kind.</param>
/// <param name="Foreign">Then the event as it came, to be passed on: its body is a <see cref="PassedEvent"/>.</param>
public readonly record struct WireEvent(Position Position, string Kind, long AtUnixMs, RoomEvent? Event, RoomEvent? Foreign = null)
{
    /// <summary>An event as it goes out.</summary>
    public static WireEvent Of(RoomEvent e) => e.Body is PassedEvent passed
        ? new(e.Position, passed.Kind, e.AtUnixMs, null, e)
        : new(e.Position, EventFields.KindOf(e.Body), e.AtUnixMs, e);

    /// <summary>The place of an event that is left out under overload, see <see cref="EventKinds.Thinned"/>.</summary>
    public static WireEvent Thinned(RoomEvent e) => new(e.Position, EventKinds.Thinned, e.AtUnixMs, null);
}
