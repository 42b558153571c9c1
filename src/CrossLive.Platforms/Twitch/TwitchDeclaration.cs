namespace CrossLive.Platforms.Twitch;

/// <summary>
/// Twitch through EventSub webhooks. Viewer counts are not among its events. Takes chat messages up to 500 characters, as replies too;
/// 20 in 30 s for an ordinary account (100 for a moderator: the smaller is declared, since we cannot know).
/// </summary>
public static class TwitchDeclaration
{
    /// <summary>Twitch takes a secret of 10 to 100 ASCII characters when a subscription is made.</summary>
    private const int MinSecretLength = 10;

    private const int MaxSecretLength = 100;

    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "twitch",
        "Twitch",
        PlatformKind.TwitchEventSub,
        PlatformEvents.Chat | PlatformEvents.Gift | PlatformEvents.Follow | PlatformEvents.Deletion | PlatformEvents.Mute,
        new PlatformOutbound(PlatformMessages.Reply | PlatformMessages.Announcement | PlatformMessages.ProductLink, MaxTextLength: 500, new PlatformRateLimit(20, 30_000)),
        ConnectionRules.SecretsOnly(
            $"must be {MinSecretLength} to {MaxSecretLength} printable ASCII characters.",
            secret => secret.Length is >= MinSecretLength and <= MaxSecretLength && secret.All(c => c is > ' ' and < '\x7f')));
}
