namespace CrossLive.Platforms.Twitch;

/// <summary>The headers of EventSub webhooks and the kinds of message they tell. Source: Twitch, "Getting events using webhooks".</summary>
public static class TwitchHeaders
{
    /// <summary>Unique to a message; the same when it is sent again.</summary>
    public const string MessageId = "Twitch-Eventsub-Message-Id";

    /// <summary>When it was sent, RFC 3339 with up to nine decimals.</summary>
    public const string Timestamp = "Twitch-Eventsub-Message-Timestamp";

    /// <summary>"sha256=" and the hexadecimal HMAC-SHA256 over message id, timestamp and raw body.</summary>
    public const string Signature = "Twitch-Eventsub-Message-Signature";

    /// <summary>What the message is: one of the following.</summary>
    public const string MessageType = "Twitch-Eventsub-Message-Type";

    /// <summary>An event.</summary>
    public const string Notification = "notification";

    /// <summary>A new subscription asks whether it is wanted: the answer is the challenge's text.</summary>
    public const string Verification = "webhook_callback_verification";

    /// <summary>Twitch has ended a subscription.</summary>
    public const string Revocation = "revocation";
}
