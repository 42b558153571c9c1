namespace CrossLive.Platforms.YouTube;

/// <summary>Reads a live chat page by page: liveChatMessages.list. Register it with <see cref="YouTubeServices.AddYouTubeClients"/>.</summary>
public sealed class YouTubeChatClient(HttpClient http)
{
    /// <summary>Most messages of a page; what the API allows (200 to 2,000).</summary>
    public const int MaxResults = 2_000;

    /// <summary>Most bytes of an answer: 2,000 messages with room to spare.</summary>
    public const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <summary>The header that carries the key.</summary>
    public const string ApiKeyHeader = "X-Goog-Api-Key";

    /// <summary>Gets the page that begins at a token; without one, the newest messages that YouTube keeps.</summary>
    /// <exception cref="YouTubeException">There is no page; its kind says what to do.</exception>
    public async Task<YouTubePage> GetPageAsync(YouTubeChatAddress address, string? pageToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.ForPage(pageToken));
        request.Headers.Add(ApiKeyHeader, address.ApiKey);
        return await YouTubeCall.AskAsync(http, request, body => YouTubePageParser.Parse(address.LiveChatId, body), cancellationToken);
    }
}
