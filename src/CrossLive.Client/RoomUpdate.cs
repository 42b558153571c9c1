using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>What a reader of <see cref="RoomClient.ReadUpdatesAsync"/> is told, in the room's order.</summary>
public abstract record RoomUpdate;

/// <summary>The next event of the room: each comes exactly once, and none is left out between two <see cref="ViewRestarted"/>
/// but those that a <see cref="MessageThinned"/> stands for.</summary>
/// <param name="Event">What happened. Its keys are empty.</param>
public sealed record EventHappened(RoomEvent Event) : RoomUpdate;

/// <summary>
/// A chat that the server left out for all viewers while sending fell behind, in its place between the events. Who said what is not known here, and a
/// later view may hold it: show that something is missing.
/// </summary>
/// <param name="Position">Its epoch and sequence.</param>
/// <param name="AtUnixMs">When it was said, milliseconds since 1970 UTC.</param>
public sealed record MessageThinned(Position Position, long AtUnixMs) : RoomUpdate;

/// <summary>Forget what was shown and start from this view; events after <see cref="RoomViewSnapshot.Head"/> follow.</summary>
/// <param name="Why">
/// <see cref="Protocol.JoinReasons"/> where the server says so; <see cref="Subscribed"/> as the first thing a reader is told;
/// <see cref="ReaderLagging"/> where the reader itself was too slow for its buffer.
/// </param>
/// <param name="View">What viewers see at its head.</param>
public sealed record ViewRestarted(string Why, RoomViewSnapshot View) : RoomUpdate
{
    /// <summary>The reader has just begun: this is the room as it stands.</summary>
    public const string Subscribed = "subscribed";

    /// <summary>The reader's buffer was full: what it held was dropped in favour of this view.</summary>
    public const string ReaderLagging = "reader-lagging";
}
