namespace CrossLive.Media.Rtmp;

/// <summary>Why a publisher ended.</summary>
public enum RtmpEndReason
{
    /// <summary>It said so: deleteStream, closeStream or FCUnpublish.</summary>
    Finished,

    /// <summary>It closed its connection without a word.</summary>
    Disconnected,

    /// <summary>Its connection broke.</summary>
    Reset,

    /// <summary>Neither audio nor video for <see cref="RtmpLimits.MaxSilenceMs"/>, or answers left unread as long.</summary>
    Silent,

    /// <summary>No publish within <see cref="RtmpLimits.MaxMillisecondsToPublish"/>.</summary>
    TooSlow,

    /// <summary>It broke the protocol or a limit; the detail says which.</summary>
    ProtocolError,

    /// <summary>Its codec is not taken; the detail says which.</summary>
    CodecRefused,

    /// <summary>Key unknown, or the key has a live publisher; the detail says which.</summary>
    Refused,

    /// <summary>It was silent and a newer publisher of its key came.</summary>
    TakenOver,

    /// <summary>Its key is not the room's key any more.</summary>
    KeyRevoked,

    /// <summary>The receiving side failed.</summary>
    SinkFailed,

    /// <summary>The server stops.</summary>
    Stopping,
}

/// <summary>The end of a connection.</summary>
/// <param name="Detail">One sentence for people.</param>
/// <param name="Code">Where it was refused: see <see cref="RefusalCode"/>.</param>
public sealed record RtmpEnd(RtmpEndReason Reason, string Detail, string? Code = null);
