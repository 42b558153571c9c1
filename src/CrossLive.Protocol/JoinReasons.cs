namespace CrossLive.Protocol;

/// <summary>Why a client starts from a snapshot: <c>why</c> of the join's answer and of <c>reset</c>.</summary>
public static class JoinReasons
{
    /// <summary>The client gave no position.</summary>
    public const string New = "new";

    /// <summary>The client's position lies outside the history window.</summary>
    public const string TooOld = "too-old";

    /// <summary>The room has not come as far as the client's position.</summary>
    public const string Future = "future";

    /// <summary>The room's history is another one than the client's.</summary>
    public const string OtherEpoch = "other-epoch";

    /// <summary>The client was too slow (in <c>reset</c> only).</summary>
    public const string Lagging = "lagging";
}
