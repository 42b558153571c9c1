namespace CrossLive.Platforms.YouTube;

/// <summary>Why a page did not come.</summary>
public enum YouTubeFailureKind
{
    /// <summary>YouTube or the way to it does not answer, or answers nonsense: try again.</summary>
    Unavailable = 0,

    /// <summary>Asked too fast: wait longer.</summary>
    RateLimited = 1,

    /// <summary>The day's quota is used up; it is renewed at midnight Pacific time.</summary>
    QuotaExceeded = 2,

    /// <summary>The chat is over, or was never there: it has to be connected anew.</summary>
    ChatEnded = 3,

    /// <summary>The key is not accepted, or may not read this chat.</summary>
    NotAllowed = 4,

    /// <summary>The page token is no longer good: begin without one.</summary>
    CursorInvalid = 5,

    /// <summary>The OAuth token is not accepted, or not any more.</summary>
    TokenInvalid = 6,

    /// <summary>Google gives no other token: the operator has to connect anew.</summary>
    TokenNotRenewed = 7,
}

/// <summary>A page that did not come.</summary>
/// <param name="kind">What to do about it.</param>
/// <param name="message">YouTube's reason, for people; never holds the key.</param>
public sealed class YouTubeException(YouTubeFailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do about it.</summary>
    public YouTubeFailureKind Kind { get; } = kind;
}
