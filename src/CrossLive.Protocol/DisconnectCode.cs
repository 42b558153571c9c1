namespace CrossLive.Protocol;

/// <summary>Why the server ends a connection. Below 3500 the client comes back by itself; from 3500 on it needs a change first.</summary>
public static class DisconnectCode
{
    /// <summary>The process stops: come back with the last position.</summary>
    public const int ShuttingDown = 3000;

    /// <summary>The client did not take what was sent to it: come back; a snapshot may be the answer.</summary>
    public const int TooSlow = 3001;

    /// <summary>The room cannot be shown at the moment.</summary>
    public const int RoomUnavailable = 3002;

    /// <summary>The process has as many connections as it takes.</summary>
    public const int Full = 3003;

    /// <summary>The token's time is over: get a new one first.</summary>
    public const int TokenExpired = 3500;

    /// <summary>The client breaks the protocol.</summary>
    public const int Misuse = 3501;

    /// <summary>The same connection joined elsewhere.</summary>
    public const int Replaced = 3502;

    private const int FirstToComeBack = 3000;
    private const int FirstToStayAway = 3500;

    /// <summary>The code's name as it stands in <c>bye.reason</c>; <c>unknown</c> for a code of a newer server.</summary>
    public static string NameOf(int code) => code switch
    {
        ShuttingDown => "shutting-down",
        TooSlow => "too-slow",
        RoomUnavailable => "room-unavailable",
        Full => "full",
        TokenExpired => "token-expired",
        Misuse => "misuse",
        Replaced => "replaced",
        _ => "unknown",
    };

    /// <summary>
    /// True where a client comes back by itself, without a change: 3000–3499, codes this version has no name for included.
    /// Anything else (also a number outside both ranges) means to stay away.
    /// </summary>
    public static bool ShouldComeBack(int code) => code is >= FirstToComeBack and < FirstToStayAway;
}
