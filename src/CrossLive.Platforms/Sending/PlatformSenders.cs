using CrossLive.Platforms.Generic;
using CrossLive.Platforms.Twitch;
using CrossLive.Platforms.YouTube;
using Microsoft.Extensions.DependencyInjection;

namespace CrossLive.Platforms.Sending;

/// <summary>Who says something on which kind of platform.</summary>
public sealed class PlatformSenders(TwitchChatSender twitch, YouTubeChatSender youTube, GenericSender generic)
{
    /// <summary>How long one try waits for its answer, in ms.</summary>
    public const int TimeoutMs = 4_000;

    /// <summary>Most bytes of an answer.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    /// <summary>The sender for a platform; null where it cannot be sent what everybody there reads.</summary>
    public IPlatformSender? For(PlatformDeclaration? platform) => platform?.Takes.Messages.HasFlag(PlatformMessages.Announcement) != true ? null : platform.Kind switch
    {
        PlatformKind.TwitchEventSub => twitch,
        PlatformKind.YouTubePolling => youTube,
        PlatformKind.Generic => generic,
        _ => null,
    };
}

/// <summary>Registers the senders.</summary>
public static class SenderServices
{
    // Longer than from one countdown to the next, so that the link does not pay for a new connection.
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    /// <summary>Adds <see cref="PlatformSenders"/>, each sender with a bounded time and answer, without redirects and without retries.</summary>
    public static IServiceCollection AddPlatformSenders(this IServiceCollection services)
    {
        AddClient(services.AddHttpClient<TwitchChatSender>());
        AddClient(services.AddHttpClient<YouTubeChatSender>());
        AddClient(services.AddHttpClient<GenericSender>());
        return services.AddYouTubeTokens().AddTransient<PlatformSenders>();
    }

    private static void AddClient(IHttpClientBuilder client) => client
        .ConfigureHttpClient(http =>
        {
            http.Timeout = TimeSpan.FromMilliseconds(PlatformSenders.TimeoutMs);
            http.MaxResponseContentBufferSize = PlatformSenders.MaxAnswerBytes;
        })

        // A redirect would carry the token to wherever it points.
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10), PooledConnectionIdleTimeout = IdleTime })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
}
