using System.Net;
using Polly.Timeout;

namespace CrossLive.Platforms.YouTube;

/// <summary>One question to the API, and what it means that there is no answer to it.</summary>
internal static class YouTubeCall
{
    /// <summary>Asks, and reads the answer.</summary>
    /// <exception cref="YouTubeException">There is no answer that can be read; its kind says what to do.</exception>
    public static Task<TAnswer> AskAsync<TAnswer>(HttpClient http, HttpRequestMessage request, Func<byte[], TAnswer> read, CancellationToken cancellationToken) =>
        AskAsync(http, "YouTube", request, read, (status, body) => YouTubeErrorParser.Parse(status, body), cancellationToken);

    /// <summary>Asks, and reads the answer.</summary>
    /// <param name="name">Who is asked, for people.</param>
    /// <param name="refused">What an answer that is no success says.</param>
    /// <exception cref="YouTubeException">There is no answer that can be read; its kind says what to do.</exception>
    public static async Task<TAnswer> AskAsync<TAnswer>(
        HttpClient http, string name, HttpRequestMessage request, Func<byte[], TAnswer> read, Func<HttpStatusCode, byte[], YouTubeException> refused, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? read(body) : throw refused(response.StatusCode, body);
        }
        catch (HttpRequestException exception)
        {
            throw new YouTubeException(YouTubeFailureKind.Unavailable, $"{name} does not answer: {exception.HttpRequestError}.", exception);
        }
        catch (PayloadException exception)
        {
            throw new YouTubeException(YouTubeFailureKind.Unavailable, $"{name} answers what cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is TimeoutRejectedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new YouTubeException(YouTubeFailureKind.Unavailable, $"{name} does not answer in time.", exception);
        }
    }
}
