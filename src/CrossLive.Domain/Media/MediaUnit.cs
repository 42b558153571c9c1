namespace CrossLive.Media;

/// <summary>What a <see cref="MediaUnit"/> holds.</summary>
public enum MediaKind
{
    /// <summary>An audio frame.</summary>
    Audio,

    /// <summary>An encoded picture.</summary>
    Video,
}

/// <summary>An encoded audio frame or picture that waits to be sent: what the sender has to know of it.</summary>
/// <param name="Id">The owner's number for it.</param>
/// <param name="Kind">Audio or video.</param>
/// <param name="CapturedAtMs">When it was captured, in ms of the owner's monotonic clock.</param>
/// <param name="Bytes">Its size on the wire of the protocol, at least 1.</param>
/// <param name="IsKeyframe">A picture that needs no other.</param>
public readonly record struct MediaUnit(long Id, MediaKind Kind, long CapturedAtMs, int Bytes, bool IsKeyframe = false);
