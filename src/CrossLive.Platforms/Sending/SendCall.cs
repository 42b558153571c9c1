using System.Globalization;
using System.Net;
using System.Text.Json;

namespace CrossLive.Platforms.Sending;

/// <summary>One request that says something, and what its answer means where that is the same for all platforms.</summary>
internal static class SendCall
{
    /// <summary>Longest time that a platform may ask us to wait, in ms; nothing that is said about a sale is of use after that.</summary>
    public const long MaxRetryAfterMs = 60_000;

    private const long DefaultRetryAfterMs = 2_000;
    private const string ResetHeader = "Ratelimit-Reset";

    /// <summary>Sends a request. <paramref name="read"/> reads what a 2xx answer says.</summary>
    public static async Task<SendResult> RunAsync(
        HttpClient http, string name, TimeProvider time, HttpRequestMessage request, Func<byte[], SendResult> read, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Read(read, body) : Failed(response, name, time);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new SendResult(SendOutcome.Unavailable, Detail: $"{name} cannot be reached: {exception.HttpRequestError}.");
        }
        catch (HttpRequestException exception)
        {
            return new SendResult(SendOutcome.Unsure, Detail: $"{name} gave no answer: {exception.HttpRequestError}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Unsure, Detail: $"{name} did not answer in time.");
        }
    }

    /// <summary>Opens a connection to an address. That nobody is there is found out by whoever sends something.</summary>
    public static async Task WarmAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var response = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Away, or it does not like the request.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Too slow to be of use.
        }
    }

    // It was taken; that its answer cannot be read is no reason to say it again.
    private static SendResult Read(Func<byte[], SendResult> read, byte[] body)
    {
        try
        {
            return read(body);
        }
        catch (Exception exception) when (exception is PayloadException or EventRefusedException or JsonException)
        {
            return new SendResult(SendOutcome.Sent, Detail: "The answer names no message.");
        }
    }

    private static SendResult Failed(HttpResponseMessage response, string name, TimeProvider time)
    {
        var detail = $"{name} answered {(int)response.StatusCode}.";
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new SendResult(SendOutcome.RateLimited, RetryAfterMs: RetryAfter(response, time.GetUtcNow()), Detail: detail),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new SendResult(SendOutcome.Unsure, Detail: detail),
            _ => new SendResult(SendOutcome.Refused, Detail: detail) { IsTokenRefused = response.StatusCode == HttpStatusCode.Unauthorized },
        };
    }

    /// <summary>Retry-After in seconds or as a date, or the Unix second at which Twitch's bucket is full again.</summary>
    private static long RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - now) ?? ResetOf(response, now);
        return wait is { } asked ? (long)Math.Clamp(asked.TotalMilliseconds, 0, MaxRetryAfterMs) : DefaultRetryAfterMs;
    }

    private static TimeSpan? ResetOf(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.TryGetValues(ResetHeader, out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) - now
            : null;
}
