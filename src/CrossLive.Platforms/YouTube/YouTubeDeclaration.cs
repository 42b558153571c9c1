namespace CrossLive.Platforms.YouTube;

/// <summary>
/// YouTube through polling of liveChatMessages.list. Likes and viewer counts are not part of the chat. Takes text messages through
/// liveChatMessages.insert; neither a length nor a rate is published, only the daily quota of 10,000 units.
/// </summary>
public static class YouTubeDeclaration
{
    /// <summary>Setting: the live chat's id, from the broadcast's snippet.</summary>
    public const string LiveChatId = "liveChatId";

    /// <summary>Setting: the API key that polls. Never shown.</summary>
    public const string ApiKey = "apiKey";

    /// <summary>Setting: where the API is, for tests and proxies; default <see cref="DefaultBaseAddress"/>.</summary>
    public const string BaseAddress = "baseAddress";

    /// <summary>Where the API is unless set otherwise.</summary>
    public const string DefaultBaseAddress = "https://www.googleapis.com/";

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
            new Dictionary<string, Func<string, string?>>(StringComparer.Ordinal)
            {
                [LiveChatId] = FindTextProblem,
                [ApiKey] = FindTextProblem,
                [BaseAddress] = FindAddressProblem,
            },
            [LiveChatId, ApiKey]));

    private static string? FindTextProblem(string value) =>
        value.All(c => c is > ' ' and < '\x7f') ? null : "must be printable ASCII without spaces.";

    // The key travels to this address: in the clear only inside the machine.
    private static string? FindAddressProblem(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.UserInfo.Length > 0)
        {
            return "must be an absolute address without a user name.";
        }

        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            ? null
            : "must begin with https:// (or http:// for this machine).";
    }
}
