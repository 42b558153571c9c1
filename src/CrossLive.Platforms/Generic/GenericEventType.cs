namespace CrossLive.Platforms.Generic;

/// <summary>The event types of the generic adapter (CloudEvents' <c>type</c>). Each stands on the wire for ever; the data each holds is in the server's AsyncAPI document.</summary>
public static class GenericEventType
{
    /// <summary>A viewer said something.</summary>
    public const string Chat = "crosslive.chat";

    /// <summary>Likes, of one viewer or of many.</summary>
    public const string Like = "crosslive.like";

    /// <summary>A gift.</summary>
    public const string Gift = "crosslive.gift";

    /// <summary>A viewer shared the room.</summary>
    public const string Share = "crosslive.share";

    /// <summary>A viewer followed the host.</summary>
    public const string Follow = "crosslive.follow";

    /// <summary>So many viewers came.</summary>
    public const string ViewersJoined = "crosslive.viewers.joined";

    /// <summary>So many viewers left.</summary>
    public const string ViewersLeft = "crosslive.viewers.left";

    /// <summary>So many viewers are there now.</summary>
    public const string ViewersCount = "crosslive.viewers.count";

    /// <summary>A message was deleted on the platform.</summary>
    public const string MessageDeleted = "crosslive.message.deleted";

    /// <summary>A viewer was banned or timed out on the platform.</summary>
    public const string UserMuted = "crosslive.user.muted";

    /// <summary>A viewer may speak again on the platform.</summary>
    public const string UserUnmuted = "crosslive.user.unmuted";
}
