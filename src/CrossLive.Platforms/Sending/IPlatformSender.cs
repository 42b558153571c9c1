using CrossLive.Rooms;

namespace CrossLive.Platforms.Sending;

/// <summary>Says something on a platform. Nothing is tried again in here: who sends knows whether a second try could say it twice.</summary>
public interface IPlatformSender
{
    /// <summary>True where the same message may be sent again under its id: the receiver knows it and says it once.</summary>
    bool IsRepeatable { get; }

    /// <summary>The person whose messages are ours there; null where they say so themselves.</summary>
    string? SenderIdOf(PlatformConnection connection);

    /// <summary>The key under which the message comes back, where that is known before it is sent.</summary>
    CommandKey? ReturnKeyOf(OutboundMessage message);

    /// <summary>
    /// Opens a connection to where messages go, by a request that asks for nothing and carries no token (HEAD), so that the message after it does not pay for
    /// names, handshakes and code that runs for the first time. Whatever is answered, or nothing: no error. Throws only where <paramref name="cancellationToken"/> ends it.
    /// </summary>
    Task WarmAsync(PlatformConnection connection, CancellationToken cancellationToken);

    /// <summary>Sends a message. Throws only where <paramref name="cancellationToken"/> ends it.</summary>
    Task<SendResult> SendAsync(PlatformConnection connection, OutboundMessage message, CancellationToken cancellationToken);
}

/// <summary>A message to everybody on a platform.</summary>
/// <param name="Id">Its id, the same on every try, 1 to 255 characters, no '.'.</param>
/// <param name="Room">The room that it is about.</param>
/// <param name="Platform">Where it is said.</param>
/// <param name="Kind">What it says: "minute", "halfMinute", "tenSeconds", "link", "moved" or "cancelled".</param>
/// <param name="Text">The text, within the platform's limit.</param>
/// <param name="SaleId">The sale.</param>
/// <param name="OpensAtUnixMs">Its opening.</param>
/// <param name="ShowAtUnixMs">When it is to be read.</param>
public sealed record OutboundMessage(string Id, string Room, string Platform, string Kind, string Text, string SaleId, long OpensAtUnixMs, long ShowAtUnixMs);

/// <summary>What became of a message that was sent.</summary>
public enum SendOutcome
{
    /// <summary>The platform has taken it.</summary>
    Sent = 0,

    /// <summary>The platform has taken it and does not show it.</summary>
    Dropped = 1,

    /// <summary>Too many in a time: not said; to be tried again after <see cref="SendResult.RetryAfterMs"/>.</summary>
    RateLimited = 2,

    /// <summary>Not accepted, and it would not be the next time either: token, channel, form.</summary>
    Refused = 3,

    /// <summary>It did not reach the platform: not said, to be tried again.</summary>
    Unavailable = 4,

    /// <summary>It may have been said or not.</summary>
    Unsure = 5,
}

/// <summary>What became of a message, and what the platform calls it.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="MessageId">The platform's id.</param>
/// <param name="ReturnKey">The key under which it comes back.</param>
/// <param name="RetryAfterMs">How long to wait.</param>
/// <param name="Detail">Why it was not said, for people; holds no secret.</param>
public sealed record SendResult(SendOutcome Outcome, string? MessageId = null, CommandKey? ReturnKey = null, long? RetryAfterMs = null, string? Detail = null)
{
    /// <summary>True where it was refused because of the token (401): with another one it may be sent.</summary>
    public bool IsTokenRefused { get; init; }
}
