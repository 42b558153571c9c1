using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>What a reader of <see cref="RoomClient.ReadUpdatesAsync"/> is told, in the room's order.</summary>
public abstract record RoomUpdate;

/// <summary>The next event of the room: each comes exactly once, and none is left out between two <see cref="ViewRestarted"/>.</summary>
/// <param name="Event">What happened. Its keys are empty.</param>
public sealed record EventHappened(RoomEvent Event) : RoomUpdate;

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
