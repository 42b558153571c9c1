namespace CrossLive.Client;

/// <summary>How a client stands to its room.</summary>
public enum RoomConnectionState
{
    /// <summary>Not connected yet.</summary>
    Idle = 0,

    /// <summary>Getting a token, connecting, joining.</summary>
    Connecting = 1,

    /// <summary>In the room.</summary>
    Joined = 2,

    /// <summary>The connection was lost; another try follows.</summary>
    Waiting = 3,

    /// <summary>Over for good: disposed, or refused in a way that coming back does not mend.</summary>
    Ended = 4,
}

/// <summary>A client's state and the reason of it.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Code">The disconnect code that led here, see <see cref="Protocol.DisconnectCode"/>; null where there was none.</param>
/// <param name="Reason">What led here: a disconnect's name, a rejection's code, or an error's text; null where all is well.</param>
/// <param name="RetryIn">For <see cref="RoomConnectionState.Waiting"/>: how long until the next try.</param>
public sealed record RoomConnectionStatus(RoomConnectionState State, int? Code = null, string? Reason = null, TimeSpan? RetryIn = null);
