using CrossLive.Platforms.Sending;

namespace CrossLive.Platforms.YouTube;

/// <summary>
/// YouTube through polling of liveChatMessages.list. Likes and viewer counts are not part of the chat. Takes text messages through
/// liveChatMessages.insert; neither a length nor a rate is published, only the daily quota of 10,000 units.
/// With a token it is also asked how it receives the stream (liveStreams.list).
/// </summary>
public static class YouTubeDeclaration
{
    /// <summary>Setting: the live chat's id, from the broadcast's snippet.</summary>
    public const string LiveChatId = "liveChatId";

    /// <summary>Setting: the API key that polls. Never shown.</summary>
    public const string ApiKey = "apiKey";

    /// <summary>Setting: where the API is, for tests and proxies; default <see cref="DefaultBaseAddress"/>.</summary>
    public const string BaseAddress = "baseAddress";

    /// <summary>Setting, to say something or to read how the stream is received: the OAuth token of the channel. Never shown.</summary>
    public const string AccessToken = "accessToken";

    /// <summary>Setting, in place of <see cref="AccessToken"/>: what the channel's owner allowed, with which tokens are renewed. Never shown.</summary>
    public const string RefreshToken = "refreshToken";

    /// <summary>Setting, with <see cref="RefreshToken"/>: the operator's OAuth application at Google.</summary>
    public const string ClientId = "clientId";

    /// <summary>Setting, with <see cref="RefreshToken"/>: that application's secret. Never shown.</summary>
    public const string ClientSecret = "clientSecret";

    /// <summary>Setting, with <see cref="RefreshToken"/>: where tokens are renewed, for tests and proxies; default <see cref="DefaultTokenAddress"/>.</summary>
    public const string TokenAddress = "tokenAddress";

    /// <summary>Setting, to say something: the id of that channel, by which its messages are known again.</summary>
    public const string ChannelId = "channelId";

    /// <summary>Where the API is unless set otherwise.</summary>
    public const string DefaultBaseAddress = "https://www.googleapis.com/";

    /// <summary>Where tokens are renewed unless set otherwise.</summary>
    public const string DefaultTokenAddress = "https://oauth2.googleapis.com/token";

    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "youtube",
        "YouTube Live",
        PlatformKind.YouTubePolling,
        PlatformEvents.Chat | PlatformEvents.Gift | PlatformEvents.Follow | PlatformEvents.Deletion | PlatformEvents.Mute,
        new PlatformOutbound(PlatformMessages.Announcement | PlatformMessages.ProductLink),
        new ConnectionRules(
            "this platform signs nothing.",
            _ => false,
            MinSecrets: 0,
            new Dictionary<string, Func<string, string?>>(
                [
                    new(LiveChatId, SendingSettings.FindTextProblem),
                    new(ApiKey, SendingSettings.FindTextProblem),
                    new(BaseAddress, SendingSettings.FindAddressProblem),
                    new(AccessToken, SendingSettings.FindTextProblem),
                    new(RefreshToken, SendingSettings.FindTextProblem),
                    new(ClientId, SendingSettings.FindTextProblem),
                    new(ClientSecret, SendingSettings.FindTextProblem),
                    new(TokenAddress, SendingSettings.FindAddressProblem),
                    new(ChannelId, SendingSettings.FindTextProblem),
                    .. SendingSettings.Rules,
                ],
                StringComparer.Ordinal),
            [LiveChatId, ApiKey])
        {
            Groups =
            [
                new SettingGroup([RefreshToken, ClientId, ClientSecret]) { Optional = [TokenAddress] },
                new SettingGroup([AccessToken, ChannelId, SendingSettings.SaleLink]) { MayStandAlone = [AccessToken], InPlace = new Dictionary<string, string>(StringComparer.Ordinal) { [AccessToken] = RefreshToken } },
            ],
        });
}
