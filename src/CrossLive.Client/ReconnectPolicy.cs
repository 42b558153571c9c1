namespace CrossLive.Client;

/// <summary>
/// When to connect again. Pauses double with every connection that did not last and are drawn at random from zero to that length, so that
/// the clients of a gateway that stopped do not come back all at once; what the server asks for is waited on top. Pure but for its two counters.
/// </summary>
internal sealed class ReconnectPolicy(TimeSpan firstDelay, TimeSpan maxDelay)
{
    /// <summary>After so many tokens in a row that the server did not take, the client gives up.</summary>
    public const int MaxRefusedTokens = 3;

    /// <summary>A server cannot send a client away for longer.</summary>
    public static readonly TimeSpan MaxServerDelay = TimeSpan.FromMinutes(10);

    /// <summary>A connection that lasted this long was a good one: the next pause is a short one again.</summary>
    public static readonly TimeSpan GoodSession = TimeSpan.FromSeconds(10);

    private int _failures;
    private int _refusedTokens;

    /// <summary>The pause before the next connection, or null to stay away.</summary>
    /// <param name="end">How the last one ended.</param>
    /// <param name="joinedFor">How long it was in the room; null = never.</param>
    /// <param name="roll">Drawn from [0, 1).</param>
    public TimeSpan? NextDelay(SessionEnd end, TimeSpan? joinedFor, double roll)
    {
        if (joinedFor is not null)
        {
            _refusedTokens = 0;
        }

        if (joinedFor >= GoodSession)
        {
            _failures = 0;
        }

        if (end.Kind == SessionEndKind.StayAway || (end.Kind == SessionEndKind.NeedsToken && ++_refusedTokens >= MaxRefusedTokens))
        {
            return null;
        }

        // 2^20 first delays are past any sensible maximum.
        var longest = Math.Min(maxDelay.TotalMilliseconds, firstDelay.TotalMilliseconds * (1 << Math.Min(_failures++, 20)));
        var asked = Math.Clamp(end.RetryMs, 0, MaxServerDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(asked + (longest * roll));
    }
}
