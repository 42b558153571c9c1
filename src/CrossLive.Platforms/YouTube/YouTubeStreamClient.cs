using System.Net.Http.Headers;

namespace CrossLive.Platforms.YouTube;

/// <summary>
/// Reads how YouTube receives a stream: liveStreams.list, one unit of the daily quota a call. The stream is known by its key, so nobody has to look up its id.
/// Register it with <see cref="YouTubeServices.AddYouTubeClients"/>.
/// </summary>
public sealed class YouTubeStreamClient(HttpClient http)
{
    /// <summary>Most streams of a page: the most that the API gives.</summary>
    public const int MaxResults = 50;

    /// <summary>Most bytes of an answer: 50 streams with room to spare.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>The stream with this id, where it has the key.</summary>
    /// <param name="keyDigest">SHA-256 of the key.</param>
    /// <exception cref="YouTubeException">There is no answer; its kind says what to do.</exception>
    public Task<YouTubeStreamPage> GetStreamAsync(YouTubeStreamAddress address, string id, byte[] keyDigest, CancellationToken cancellationToken) =>
        AskAsync(address, address.ForStream(id), keyDigest, cancellationToken);

    /// <summary>A page of the channel's streams: the one among them that has the key.</summary>
    /// <param name="pageToken">Where the page begins; null: with the first stream.</param>
    /// <param name="keyDigest">SHA-256 of the key.</param>
    /// <exception cref="YouTubeException">There is no page; its kind says what to do.</exception>
    public Task<YouTubeStreamPage> SearchAsync(YouTubeStreamAddress address, string? pageToken, byte[] keyDigest, CancellationToken cancellationToken) =>
        AskAsync(address, address.ForPage(pageToken), keyDigest, cancellationToken);

    private async Task<YouTubeStreamPage> AskAsync(YouTubeStreamAddress address, Uri what, byte[] keyDigest, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, what);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", address.AccessToken);
        return await YouTubeCall.AskAsync(http, request, body => YouTubeStreamPageParser.Parse(body, keyDigest), cancellationToken);
    }
}
