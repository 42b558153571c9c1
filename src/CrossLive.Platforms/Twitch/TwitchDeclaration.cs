using CrossLive.Platforms.Sending;

namespace CrossLive.Platforms.Twitch;

/// <summary>
/// Twitch through EventSub webhooks. Viewer counts are not among its events. Takes chat messages up to 500 characters, as replies too;
/// 20 in 30 s for an ordinary account (100 for a moderator: the smaller is declared, since we cannot know).
/// </summary>
public static class TwitchDeclaration
{
    /// <summary>Setting, to say something: the application's client id.</summary>
    public const string ClientId = "clientId";

    /// <summary>Setting, to say something: the user's token with the scope user:write:chat. Never shown.</summary>
    public const string AccessToken = "accessToken";

    /// <summary>Setting, to say something: the channel's user id.</summary>
    public const string BroadcasterId = "broadcasterId";

    /// <summary>Setting, to say something: the id of the user who speaks, by which our messages are known again.</summary>
    public const string SenderId = "senderId";

    /// <summary>Setting: where the API is, for tests and proxies; default <see cref="DefaultBaseAddress"/>.</summary>
    public const string BaseAddress = "baseAddress";

    /// <summary>Where the API is unless set otherwise.</summary>
    public const string DefaultBaseAddress = "https://api.twitch.tv/";

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
        new ConnectionRules(
            $"must be {MinSecretLength} to {MaxSecretLength} printable ASCII characters.",
            secret => secret.Length is >= MinSecretLength and <= MaxSecretLength && secret.All(c => c is > ' ' and < '\x7f'),
            1,
            new Dictionary<string, Func<string, string?>>(
                [
                    new(ClientId, SendingSettings.FindTextProblem),
                    new(AccessToken, SendingSettings.FindTextProblem),
                    new(BroadcasterId, SendingSettings.FindTextProblem),
                    new(SenderId, SendingSettings.FindTextProblem),
                    new(BaseAddress, SendingSettings.FindAddressProblem),
                    .. SendingSettings.Rules,
                ],
                StringComparer.Ordinal),
            [])
        {
            Groups = [new SettingGroup([ClientId, AccessToken, BroadcasterId, SenderId, SendingSettings.SaleLink])],
        });
}
