namespace CrossLive.FlashSales.Countdowns;

/// <summary>The named limits of countdowns on external platforms.</summary>
public static class CountdownLimits
{
    /// <summary>A message is written down this long before it is sent, in ms: the write is not to delay it, and what is cancelled meanwhile is not sent.</summary>
    public const long LeadMs = 100;

    /// <summary>A countdown that would be read later than this after its moment is not sent: what it says would be wrong.</summary>
    public const long MaxLateMs = 1_500;

    /// <summary>The link is sent so long after the opening at most, in ms, where the platform or the server was away.</summary>
    public const long MaxLinkLateMs = 300_000;

    /// <summary>Most messages that are remembered of one sale; the oldest goes for a new one. Only an operator who moves a sale a dozen times comes to it.</summary>
    public const int MaxEntriesPerSale = 64;

    /// <summary>Most sales that one platform's book holds: one that is over goes for a new one, else the one that opens last.</summary>
    public const int MaxSales = 50;

    /// <summary>Most tries of one message that the platform did not take (too fast, away).</summary>
    public const int MaxAttempts = 8;

    /// <summary>Most characters of an answer's reason that are kept.</summary>
    public const int MaxDetailLength = 200;

    /// <summary>A message of ours whose id is not known is recognised by its text for so long, in ms.</summary>
    public const long RecogniseTextForMs = 120_000;
}
