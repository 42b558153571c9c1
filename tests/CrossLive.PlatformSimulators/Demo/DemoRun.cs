using System.Globalization;
using System.Security.Cryptography;
using CrossLive.Platforms.StandardWebhooks;
using CrossLive.PlatformSimulators.CloudEvents;
using CrossLive.PlatformSimulators.Twitch;
using CrossLive.PlatformSimulators.YouTube;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>Connects four platforms to a room and lets them send a live-shopping show through the real ingress until it is stopped.</summary>
public sealed class DemoRun(DemoOptions options, TextWriter output)
{
    private const string Title = "Slow mornings: coffee, linen and cast iron";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs to its end, or until told to stop.</summary>
    /// <exception cref="DemoException">The show cannot begin; the message says what to do.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        // Ids differ from run to run, so that a second run is not taken for a repeat of the first; what is said comes from the seed alone.
        var run = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
        var api = new OperatorApi(http, options.Server, options.Room, options.Token);
        await using var youTube = await YouTubeSimulator.StartAsync($"chat-{run}", $"key-{run}");
        await api.OpenRoomAsync(Title, stopping);
        var feeds = await ConnectAsync(http, api, youTube, run, stopping);
        await output.WriteLineAsync($"Room '{options.Room}' at {options.Server}: {string.Join(", ", feeds.Select(feed => feed.Platform))} are connected. Ctrl+C ends it.");

        using var giveUp = new CancellationTokenSource();
        var sending = feeds.Select(feed => feed.RunAsync(giveUp.Token)).ToArray();
        await PlayAsync(feeds, stopping);
        giveUp.CancelAfter(StopTimeout);
        foreach (var feed in feeds)
        {
            feed.Complete();
        }

        await Task.WhenAll(sending);
        await youTube.WhenReadAsync(giveUp.Token);
        await DisconnectAsync(api, feeds);
        await output.WriteLineAsync($"Ended. {StatusOf(feeds)}");
    }

    private async Task<PlatformFeed[]> ConnectAsync(HttpClient http, OperatorApi api, YouTubeSimulator youTube, string run, CancellationToken stopping)
    {
        var twitchSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var webhookSecret = WebhookSecret.Format(RandomNumberGenerator.GetBytes(32));
        await api.ConnectAsync("twitch", twitchSecret, stopping);
        await api.ConnectAsync("tiktok", webhookSecret, stopping);
        await api.ConnectAsync("douyin", webhookSecret, stopping);
        await api.ConnectYouTubeAsync(youTube.BaseAddress, $"chat-{run}", $"key-{run}", stopping);

        var twitch = new TwitchSender(http, Ingress("twitch"), twitchSecret, "9001", TimeProvider.System);
        if (!await twitch.VerifyAsync("channel.chat.message", $"challenge-{run}", stopping))
        {
            throw new DemoException("The server does not answer Twitch's challenge.");
        }

        return
        [
            new TwitchFeed(twitch, run),
            new YouTubeFeed(youTube),
            new BridgeFeed("tiktok", new CloudEventSender(http, Ingress("tiktok"), webhookSecret, $"/bridges/tiktok/{run}", TimeProvider.System)),
            new BridgeFeed("douyin", new CloudEventSender(http, Ingress("douyin"), webhookSecret, $"/bridges/douyin/{run}", TimeProvider.System)),
        ];
    }

    private Uri Ingress(string platform) => new(options.Server, $"/ingress/{options.Room}/{platform}");

    private async Task PlayAsync(PlatformFeed[] feeds, CancellationToken stopping)
    {
        var show = new Show(new Random(options.Seed), options.EventsPerSecond);
        var steps = options.Seconds is { } seconds ? seconds * (long)(TimeSpan.FromSeconds(1) / Step) : long.MaxValue;
        var stepsPerStatus = (long)(StatusEvery / Step);
        using var clock = new PeriodicTimer(Step);
        try
        {
            for (var step = 1L; step <= steps; step++)
            {
                await clock.WaitForNextTickAsync(stopping);
                foreach (var action in show.Advance(Step))
                {
                    feeds.Single(feed => feed.Platform == action.Platform).Enqueue(action);
                }

                if (step % stepsPerStatus == 0)
                {
                    await output.WriteLineAsync($"{DateTimeOffset.Now:HH:mm:ss} {StatusOf(feeds)}");
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task DisconnectAsync(OperatorApi api, PlatformFeed[] feeds)
    {
        using var deadline = new CancellationTokenSource(StopTimeout);
        try
        {
            foreach (var feed in feeds)
            {
                await api.DisconnectAsync(feed.Platform, deadline.Token);
            }
        }
        catch (Exception exception) when (exception is DemoException or OperationCanceledException)
        {
            await output.WriteLineAsync($"The platforms stay connected: {exception.Message}");
        }
    }

    private static string StatusOf(PlatformFeed[] feeds) => string.Join(" | ", feeds.Select(feed => feed.Tally.ToString()));
}
