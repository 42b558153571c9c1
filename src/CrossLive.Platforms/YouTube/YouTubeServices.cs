using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace CrossLive.Platforms.YouTube;

/// <summary>Registers what asks YouTube.</summary>
public static class YouTubeServices
{
    /// <summary>Tries after the first within one request for a page; whoever asks tries on, more slowly.</summary>
    public const int MaxRetries = 2;

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Adds <see cref="YouTubeChatClient"/>, <see cref="YouTubeStreamClient"/> and <see cref="YouTubeTokens"/> with bounded retries, timeouts and answer sizes.</summary>
    public static IServiceCollection AddYouTubeClients(this IServiceCollection services)
    {
        AddClient(services.AddHttpClient<YouTubeChatClient>(http => http.MaxResponseContentBufferSize = YouTubeChatClient.MaxAnswerBytes));
        AddClient(services.AddHttpClient<YouTubeStreamClient>(http => http.MaxResponseContentBufferSize = YouTubeStreamClient.MaxAnswerBytes));
        return services.AddYouTubeTokens();
    }

    /// <summary>Adds <see cref="YouTubeTokens"/>, once for all who use them.</summary>
    internal static IServiceCollection AddYouTubeTokens(this IServiceCollection services)
    {
        if (services.All(service => service.ServiceType != typeof(YouTubeTokens)))
        {
            // The tokens keep their client, and so its handler.
            AddClient(services.AddHttpClient<YouTubeTokenClient>(http => http.MaxResponseContentBufferSize = YouTubeTokenClient.MaxAnswerBytes).SetHandlerLifetime(Timeout.InfiniteTimeSpan));
            services.AddSingleton<YouTubeTokens>();
        }

        return services;
    }

    private static void AddClient(IHttpClientBuilder client) => client

        // A redirect would carry the key to wherever it points.
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })

        // No circuit breaker: it would be shared by all rooms, and one room's wrong address would stop the others.
        .AddResilienceHandler("youtube", pipeline => pipeline
            .AddTimeout(TotalTimeout)
            .AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = MaxRetries, Delay = TimeSpan.FromMilliseconds(250), BackoffType = DelayBackoffType.Exponential, UseJitter = true, ShouldHandle = IsTransient })
            .AddTimeout(AttemptTimeout));

    // Not 429: asking again at once is what it asks us not to do.
    private static ValueTask<bool> IsTransient(Polly.Retry.RetryPredicateArguments<HttpResponseMessage> attempt) => ValueTask.FromResult(
        HttpClientResiliencePredicates.IsTransient(attempt.Outcome) && attempt.Outcome.Result?.StatusCode != System.Net.HttpStatusCode.TooManyRequests);
}
