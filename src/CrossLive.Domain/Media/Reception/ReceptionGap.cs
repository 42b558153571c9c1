namespace CrossLive.Media.Reception;

/// <summary>Why it is not known what a platform says of the stream that it receives.</summary>
public enum ReceptionGap
{
    /// <summary>The platform tells nobody, or nothing here can ask it.</summary>
    NotTold = 0,

    /// <summary>The destination is not on the air: nobody is asked.</summary>
    NotLive = 1,

    /// <summary>It has not been asked yet.</summary>
    NotReadYet = 2,

    /// <summary>The platform is not connected to the room.</summary>
    NotConnected = 3,

    /// <summary>The connection has no token that may read it.</summary>
    TokenMissing = 4,

    /// <summary>The platform does not accept the token.</summary>
    TokenRefused = 5,

    /// <summary>None of the streams that the token may read has the destination's key.</summary>
    StreamUnknown = 6,

    /// <summary>The platform's quota for the day is used up.</summary>
    QuotaUsedUp = 7,

    /// <summary>It was asked too fast.</summary>
    RateLimited = 8,

    /// <summary>It does not answer, or answers what cannot be read.</summary>
    Unavailable = 9,
}
