using CrossLive.FlashSales.Fairness;
using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>How a platform's events reach a room.</summary>
public enum PlatformKind
{
    /// <summary>A sender pushes CloudEvents signed with Standard Webhooks headers.</summary>
    Generic = 0,

    /// <summary>Twitch pushes EventSub webhooks.</summary>
    TwitchEventSub = 1,

    /// <summary>We poll YouTube's live chat.</summary>
    YouTubePolling = 2,

    /// <summary>Shopify pushes order webhooks.</summary>
    ShopifyWebhooks = 3,

    /// <summary>TikTok Shop pushes order webhooks.</summary>
    TikTokShopWebhooks = 4,
}

/// <summary>What a platform may be sent.</summary>
[Flags]
public enum PlatformMessages
{
    /// <summary>Nothing: it has no official way in.</summary>
    None = 0,

    /// <summary>An answer to one message.</summary>
    Reply = 1 << 0,

    /// <summary>A message to everybody there.</summary>
    Announcement = 1 << 1,

    /// <summary>A product with its address.</summary>
    ProductLink = 1 << 2,
}

/// <summary>At most so many in so much time.</summary>
/// <param name="Count">How many.</param>
/// <param name="WindowMs">In how many milliseconds.</param>
public sealed record PlatformRateLimit(int Count, long WindowMs);

/// <summary>What a platform takes from us. A limit that is null is not published; senders then use a low one of their own.</summary>
/// <param name="Messages">What it may be sent.</param>
/// <param name="MaxTextLength">Most characters of a text.</param>
/// <param name="RateLimit">Most messages in a time, per channel.</param>
public sealed record PlatformOutbound(PlatformMessages Messages, int? MaxTextLength = null, PlatformRateLimit? RateLimit = null)
{
    /// <summary>Most characters of a text where the platform publishes no limit.</summary>
    public const int AssumedTextLength = 200;

    /// <summary>Most messages in a time where the platform publishes no limit.</summary>
    public static readonly PlatformRateLimit AssumedRateLimit = new(10, 30_000);

    /// <summary>The delay until what we say is read there, as long as none was measured: our assumption, with an error as large as itself.</summary>
    public DeliveryEstimate AssumedDelay { get; init; } = new(1_000, 1_000, 0);

    /// <summary>Takes nothing.</summary>
    public static readonly PlatformOutbound Nothing = new(PlatformMessages.None);
}

/// <summary>
/// Everything the rest of the system knows of a platform: the one place that says what it may send and what it may be sent.
/// A new platform is one such declaration in a folder of its own, listed in <see cref="PlatformCatalog"/>.
/// </summary>
/// <param name="Name">Short name, see <see cref="PlatformId"/>.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="Kind">How its events reach a room.</param>
/// <param name="Sends">What it may send; anything else is refused with <see cref="Rejection.EventNotDeclared"/>.</param>
/// <param name="Takes">What it may be sent.</param>
/// <param name="Connection">What a connection to it must hold.</param>
public sealed record PlatformDeclaration(
    string Name,
    string DisplayName,
    PlatformKind Kind,
    PlatformEvents Sends,
    PlatformOutbound Takes,
    ConnectionRules Connection)
{
    /// <summary>Who speaks where the platform itself does: reports its viewers, deletes and mutes.</summary>
    public Person Connector { get; } = new(Name, "connector", DisplayName, Role.Platform);

    /// <summary>True where the platform may send this.</summary>
    public bool MaySend(RoomCommandBody body)
    {
        var kind = PlatformEventKind.Of(body);
        return kind != PlatformEvents.None && Sends.HasFlag(kind);
    }

    /// <summary>Refuses what the platform has not declared; every parser asks this last.</summary>
    internal RoomCommandBody RequireDeclared(RoomCommandBody body) => MaySend(body)
        ? body
        : throw new EventRefusedException(Rejection.EventNotDeclared, $"{DisplayName} is not declared to send this ({PlatformEventKind.Of(body)}).");

    /// <summary>Null where the connection holds what this platform needs; else a sentence that says what is wrong. Secrets are never quoted.</summary>
    public string? FindProblem(PlatformConnection connection) => Connection.FindProblem(connection);
}
