namespace CrossLive.Platforms.YouTube;

/// <summary>Which live chat to poll, where, and with what key.</summary>
/// <param name="BaseAddress">Where the API is, ending in '/'.</param>
/// <param name="LiveChatId">The chat.</param>
/// <param name="ApiKey">The key; travels in a header, so that it stands in no log of addresses.</param>
public sealed record YouTubeChatAddress(Uri BaseAddress, string LiveChatId, string ApiKey)
{
    /// <summary>The address that a connection's settings name.</summary>
    public static YouTubeChatAddress From(PlatformConnection connection) =>
        new(BaseOf(connection), connection.Settings[YouTubeDeclaration.LiveChatId], connection.Settings[YouTubeDeclaration.ApiKey]);

    /// <summary>Where a connection's settings say that the API is.</summary>
    internal static Uri BaseOf(PlatformConnection connection)
    {
        var baseAddress = connection.Settings.GetValueOrDefault(YouTubeDeclaration.BaseAddress, YouTubeDeclaration.DefaultBaseAddress);
        return new Uri(baseAddress.EndsWith('/') ? baseAddress : baseAddress + "/");
    }

    /// <summary>The request's address for a page.</summary>
    public Uri ForPage(string? pageToken)
    {
        var query = $"liveChatId={Uri.EscapeDataString(LiveChatId)}&part=id,snippet,authorDetails&maxResults={YouTubeChatClient.MaxResults}";
        return new Uri(BaseAddress, "youtube/v3/liveChat/messages?" + (pageToken is null ? query : $"{query}&pageToken={Uri.EscapeDataString(pageToken)}"));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{LiveChatId} at {BaseAddress}";
}
