namespace CrossLive.Rooms;

/// <summary>Why a room does not take commands just now.</summary>
/// <param name="Code">See <see cref="Rejection"/>.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="RetryAfterMs">When trying again may help.</param>
internal sealed record RoomFault(string Code, string Detail, long? RetryAfterMs)
{
    /// <summary>Nobody has opened a room by this name.</summary>
    public static readonly RoomFault Unknown = new(Rejection.RoomUnknown, "Nobody has opened a room by this name.", null);

    /// <summary>The activation is ending.</summary>
    public static readonly RoomFault Moving = new(Rejection.RoomUnavailable, "The room is moving to another process: try again with the same key.", 500);

    /// <summary>The fault as the answer to a command.</summary>
    public CommandAnswer ToAnswer() => CommandAnswer.Reject(Code, Detail, RetryAfterMs);
}
