namespace CrossLive.FlashSales.Waiting;

/// <summary>What the waiting room says to who comes.</summary>
public readonly record struct WaitingAnswer
{
    /// <summary>Nobody waits and there is room: go in.</summary>
    public static WaitingAnswer Admitted { get; } = new() { IsAdmitted = true };

    /// <summary>True where the claim goes in now.</summary>
    public bool IsAdmitted { get; private init; }

    /// <summary>Its place; null where it goes in, or where the room is full.</summary>
    public WaitingProgress? Progress { get; private init; }

    /// <summary>The room is full: when to try again, in ms. Nothing is remembered of who comes.</summary>
    public long RetryAfterMs { get; private init; }

    /// <summary>It has a place.</summary>
    public static WaitingAnswer Waiting(WaitingProgress progress) => new() { Progress = progress };

    /// <summary>There is no place.</summary>
    public static WaitingAnswer Full(long retryAfterMs) => new() { RetryAfterMs = retryAfterMs };
}
