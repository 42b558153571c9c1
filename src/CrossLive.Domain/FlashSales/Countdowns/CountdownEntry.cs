using CrossLive.Rooms;
using Orleans;

namespace CrossLive.FlashSales.Countdowns;

/// <summary>What is said on a platform about a sale. The numbers are stored.</summary>
public enum CountdownStep
{
    /// <summary>It opens in 60 s.</summary>
    Minute = 0,

    /// <summary>It opens in 30 s.</summary>
    HalfMinute = 1,

    /// <summary>It opens in 10 s.</summary>
    TenSeconds = 2,

    /// <summary>It is open, and where.</summary>
    Link = 3,

    /// <summary>A correction: the time that was said is not the time any more.</summary>
    Moved = 4,

    /// <summary>A correction: it is off.</summary>
    Cancelled = 5,
}

/// <summary>What has become of a message. The numbers are stored.</summary>
public enum CountdownStatus
{
    /// <summary>Written down, on its way. After a crash it is not known whether it was said.</summary>
    Prepared = 0,

    /// <summary>The platform has taken it.</summary>
    Sent = 1,

    /// <summary>It was seen coming back.</summary>
    Seen = 2,

    /// <summary>The platform has taken it and does not show it.</summary>
    Dropped = 3,

    /// <summary>The platform does not take it: wrong token, wrong channel, too long.</summary>
    Refused = 4,

    /// <summary>Not sent; the detail says why.</summary>
    Skipped = 5,

    /// <summary>No clear answer came, and saying it again could say it twice.</summary>
    Unsure = 6,

    /// <summary>Not taken yet: the platform asked to wait, or was away. Tried again.</summary>
    Waiting = 7,
}

/// <summary>One message about a sale on one platform.</summary>
/// <param name="Number">1 for the sale's first on this platform.</param>
/// <param name="Step">What it says.</param>
/// <param name="OpensAtUnixMs">The opening that it speaks of.</param>
/// <param name="ShowAtUnixMs">When it is to be read on the platform: T, or so long before it.</param>
/// <param name="Text">The text; empty where it was skipped before it had one.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="DelayMs">The platform's delay when it was sent, D.</param>
/// <param name="DelayErrorMs">How far D may be off.</param>
/// <param name="SentAtUnixMs">When it was sent; null where it was not.</param>
/// <param name="SeenAtUnixMs">When it was on the platform: when it was seen coming back, without the way back as far as that is known.</param>
/// <param name="MessageId">The platform's id of it.</param>
/// <param name="ReturnKey">The key under which it comes back.</param>
/// <param name="RetryAtUnixMs">When it is tried again.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Detail">Why it was not said, or what the platform answered.</param>
[GenerateSerializer, Immutable, Alias("crosslive.CountdownEntry")]
public sealed record CountdownEntry(
    [property: Id(0)] int Number,
    [property: Id(1)] CountdownStep Step,
    [property: Id(2)] long OpensAtUnixMs,
    [property: Id(3)] long ShowAtUnixMs,
    [property: Id(4)] string Text,
    [property: Id(5)] CountdownStatus Status,
    [property: Id(6)] long DelayMs = 0,
    [property: Id(7)] long DelayErrorMs = 0,
    [property: Id(8)] long? SentAtUnixMs = null,
    [property: Id(9)] long? SeenAtUnixMs = null,
    [property: Id(10)] string? MessageId = null,
    [property: Id(11)] CommandKey? ReturnKey = null,
    [property: Id(12)] long? RetryAtUnixMs = null,
    [property: Id(13)] int Attempts = 0,
    [property: Id(14)] string? Detail = null)
{
    /// <summary>True where viewers may have read it: it was sent, or it is not known that it was not.</summary>
    public bool MayBeRead => Status is CountdownStatus.Prepared or CountdownStatus.Sent or CountdownStatus.Seen or CountdownStatus.Unsure;

    /// <summary>True where it tells of a change, not of the time.</summary>
    public bool IsCorrection => Step is CountdownStep.Moved or CountdownStep.Cancelled;

    /// <summary>How much later than it should it was on the platform, in ms (earlier: negative); null where it was not seen.</summary>
    public long? ErrorMs => SeenAtUnixMs - ShowAtUnixMs;
}
