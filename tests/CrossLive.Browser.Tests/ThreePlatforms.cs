using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using CloudNative.CloudEvents.Http;
using CloudNative.CloudEvents;
using CrossLive.PlatformSimulators.CloudEvents;
using CrossLive.PlatformSimulators.Demo;
using CrossLive.PlatformSimulators.Twitch;
using CrossLive.PlatformSimulators.YouTube;

namespace CrossLive.Browser.Tests;

/// <summary>
/// Chat from Twitch (signed webhooks), YouTube (polled) and a CloudEvents bridge, through the real ingress. Each message is sent again, under the
/// same id, until it is acknowledged: as platforms do while a server is away.
/// </summary>
internal sealed class ThreePlatforms : IAsyncDisposable
{
    private const string Source = "https://bridge.example/tiktok";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(150);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _acknowledged = new();
    private readonly YouTubeSimulator _youTube;
    private readonly TwitchSender _twitch;
    private readonly CloudEventSender _bridge;
    private Task _traffic = Task.CompletedTask;

    private ThreePlatforms(Uri server, string room, YouTubeSimulator youTube, string twitchSecret, string bridgeSecret)
    {
        _youTube = youTube;
        _twitch = new TwitchSender(_http, new Uri(server, $"/ingress/{room}/twitch"), twitchSecret, "1234", TimeProvider.System);
        _bridge = new CloudEventSender(_http, new Uri(server, $"/ingress/{room}/tiktok"), bridgeSecret, Source, TimeProvider.System);
    }

    /// <summary>The texts whose receipt was acknowledged; for YouTube, those that its API has given out.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Connects the three platforms to a room.</summary>
    public static async Task<ThreePlatforms> ConnectAsync(Uri server, string room, string operatorToken)
    {
        var youTube = await YouTubeSimulator.StartAsync("chat-1", "key-1");
        youTube.PollingIntervalMs = 200;
        var twitchSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var bridgeSecret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        using var http = new HttpClient();
        var api = new OperatorApi(http, server, room, operatorToken);
        await api.ConnectAsync("twitch", twitchSecret, CancellationToken.None);
        await api.ConnectAsync("tiktok", bridgeSecret, CancellationToken.None);
        await api.ConnectYouTubeAsync(youTube.BaseAddress, "chat-1", "key-1", CancellationToken.None);
        return new ThreePlatforms(server, room, youTube, twitchSecret, bridgeSecret);
    }

    /// <summary>Begins to send.</summary>
    public void Start() => _traffic = SendAsync();

    /// <summary>Stops, once everything that was begun is acknowledged.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _traffic;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _youTube.DisposeAsync();
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAsync()
    {
        for (var i = 0; !_stopping.IsCancellationRequested; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            switch (i % 4)
            {
                case 0:
                    await UntilTakenAsync($"twitch {number} 你好", () => TwitchChatAsync($"twitch-{number}", $"twitch {number} 你好"));
                    break;
                case 1:
                    _youTube.Add(new YouTubeItem($"yt-{number}", "UC-ana", "Ana", TimeProvider.System.GetUtcNow()).Text($"youtube {number} ¡hola!"));
                    _acknowledged.Enqueue($"youtube {number} ¡hola!");
                    break;
                case 2:
                    await UntilTakenAsync($"tiktok {number}", () => BridgeAsync(number, ContentMode.Structured));
                    break;
                default:
                    await UntilTakenAsync($"tiktok {number}", () => BridgeAsync(number, ContentMode.Binary));
                    break;
            }

            await Task.Delay(Pause);
        }
    }

    private Task<HttpResponseMessage> TwitchChatAsync(string id, string text) => _twitch.SendAsync(
        "channel.chat.message",
        id,
        new { chatter_user_id = "4145", chatter_user_login = "viewer32", chatter_user_name = "viewer32", message_id = "m-" + id, message = new { text, fragments = Array.Empty<object>() } },
        CancellationToken.None);

    private Task<HttpResponseMessage> BridgeAsync(string number, ContentMode mode) => _bridge.SendAsync(
        _bridge.Event("crosslive.chat", "tt-" + number, new { user = new { id = "u-7", name = "小鱼" }, text = $"tiktok {number}" }), mode, CancellationToken.None);

    private async Task UntilTakenAsync(string text, Func<Task<HttpResponseMessage>> send)
    {
        while (true)
        {
            try
            {
                using var response = await send();
                if (response.IsSuccessStatusCode)
                {
                    _acknowledged.Enqueue(text);
                    return;
                }

                ((int)response.StatusCode).ShouldBeGreaterThanOrEqualTo(500, $"'{text}' was refused: {await response.Content.ReadAsStringAsync()}");
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // The server is away; the platform tries again.
            }

            await Task.Delay(RetryPause);
        }
    }
}
