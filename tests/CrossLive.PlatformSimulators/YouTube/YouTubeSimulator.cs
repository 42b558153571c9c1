using System.Globalization;
using System.Net;
using System.Text.Json;
using CrossLive.Platforms.YouTube;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CrossLive.PlatformSimulators.YouTube;

/// <summary>
/// YouTube's side of liveChatMessages.list and insert, and of liveStreams.list, on a free port of this machine: pages with tokens, the interval to keep, errors on demand, the end of the chat.
/// After YouTube Live Streaming API, "LiveChatMessages: list".
/// </summary>
public sealed class YouTubeSimulator : IAsyncDisposable
{
    /// <summary>Most items of a page, whatever is asked for.</summary>
    public const int MaxPageItems = 2_000;

    /// <summary>How many of the newest items can still be read, and how many of the newest requests are remembered: a demo may run for days.</summary>
    public const int MaxKept = 20_000;

    private readonly Lock _lock = new();
    private readonly List<object> _items = [];
    private readonly List<string?> _askedTokens = [];
    private readonly Queue<(HttpStatusCode Status, string Reason)> _errors = new();
    private readonly WebApplication _app;
    private readonly string _liveChatId;
    private readonly string _apiKey;
    private bool _hasEnded;
    private int _requests;
    private int _inserted;
    private int _forgottenItems;

    private YouTubeSimulator(WebApplication app, string liveChatId, string apiKey, TimeProvider time)
    {
        _app = app;
        _liveChatId = liveChatId;
        _apiKey = apiKey;
        OAuth = new SimulatedOAuth(time);
        Streams = new SimulatedStreams(OAuth);
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress => new(_app.Urls.Single() + "/");

    /// <summary>What it asks its callers to wait between requests, in ms.</summary>
    public long PollingIntervalMs { get; set; } = 1_000;

    /// <summary>How many items a page has at most.</summary>
    public int PageItems { get; set; } = MaxPageItems;

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The tokens that were asked for, in order; null for none.</summary>
    public IReadOnlyList<string?> AskedTokens
    {
        get
        {
            lock (_lock)
            {
                return [.. _askedTokens];
            }
        }
    }

    /// <summary>A token with which messages may be written, beside those of <see cref="OAuth"/>; null: no other may.</summary>
    public string? WriteToken { get; set; }

    /// <summary>The channel that writes with <see cref="WriteToken"/>.</summary>
    public string WriteChannelId { get; set; } = "UC-host";

    /// <summary>The channel's streams.</summary>
    public SimulatedStreams Streams { get; }

    /// <summary>Where the channel's tokens are renewed: /token.</summary>
    public SimulatedOAuth OAuth { get; }

    /// <summary>Starts one for a chat.</summary>
    /// <param name="time">The clock that tokens end by; the machine's where there is none.</param>
    public static async Task<YouTubeSimulator> StartAsync(string liveChatId, string apiKey, int port = 0, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var simulator = new YouTubeSimulator(app, liveChatId, apiKey, time ?? TimeProvider.System);
        app.MapGet("/youtube/v3/liveChat/messages", simulator.Answer);
        app.MapPost("/youtube/v3/liveChat/messages", simulator.InsertAsync);
        app.MapGet("/youtube/v3/liveStreams", simulator.Streams.Answer);
        app.MapPost("/token", simulator.OAuth.AnswerAsync);
        await app.StartAsync();
        return simulator;
    }

    /// <summary>Adds an item to the chat.</summary>
    public void Add(object item)
    {
        lock (_lock)
        {
            _items.Add(item);
            if (_items.Count > MaxKept)
            {
                // Many at a time: taking one from the front moves all the others.
                _items.RemoveRange(0, MaxKept / 2);
                _forgottenItems += MaxKept / 2;
            }
        }
    }

    /// <summary>Answers the next requests with an error, such as 403 "quotaExceeded".</summary>
    public void FailNext(HttpStatusCode status, string reason, int times = 1)
    {
        lock (_lock)
        {
            for (var i = 0; i < times; i++)
            {
                _errors.Enqueue((status, reason));
            }
        }
    }

    /// <summary>Ends the chat: requests are answered 403 "liveChatEnded" from now on.</summary>
    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
        }
    }

    /// <summary>Returns once a request has begun after the last item: by then what came before is in the room. Or when cancelled.</summary>
    public async Task WhenReadAsync(CancellationToken cancellationToken)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (!IsRead())
            {
                await clock.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody came to read.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private bool IsRead()
    {
        lock (_lock)
        {
            return _askedTokens.LastOrDefault() == TokenAt(_forgottenItems + _items.Count);
        }
    }

    private static string TokenAt(int index) => string.Create(CultureInfo.InvariantCulture, $"page-{index}");

    private IResult Answer(HttpRequest request)
    {
        Interlocked.Increment(ref _requests);
        lock (_lock)
        {
            string? token = request.Query["pageToken"];
            _askedTokens.Add(token);
            if (_askedTokens.Count > MaxKept)
            {
                _askedTokens.RemoveRange(0, MaxKept / 2);
            }

            return FindError(request, token, out var start) is { } error ? Error(error.Status, error.Reason) : Page(start);
        }
    }

    private async Task<IResult> InsertAsync(HttpRequest request)
    {
        lock (_lock)
        {
            if (_errors.TryDequeue(out var error))
            {
                return Error(error.Status, error.Reason);
            }
        }

        if (!OAuth.IsGood(request.Headers.Authorization) && (WriteToken is null || request.Headers.Authorization != $"Bearer {WriteToken}"))
        {
            return Error(HttpStatusCode.Unauthorized, "authError");
        }

        using var body = await JsonDocument.ParseAsync(request.Body);
        var snippet = body.RootElement.GetProperty("snippet");
        if (snippet.GetProperty("liveChatId").GetString() != _liveChatId)
        {
            return Error(HttpStatusCode.NotFound, "liveChatNotFound");
        }

        var item = new YouTubeItem($"inserted-{Interlocked.Increment(ref _inserted)}", WriteChannelId, "Host", TimeProvider.System.GetUtcNow());
        Add(item.Text(snippet.GetProperty("textMessageDetails").GetProperty("messageText").GetString()!));
        return Results.Json(new { kind = "youtube#liveChatMessage", id = item.Id });
    }

    private (HttpStatusCode Status, string Reason)? FindError(HttpRequest request, string? token, out int start)
    {
        start = 0;
        if (_errors.TryDequeue(out var error))
        {
            return error;
        }

        if (request.Headers[YouTubeChatClient.ApiKeyHeader] != _apiKey && request.Query["key"] != _apiKey)
        {
            return (HttpStatusCode.Forbidden, "forbidden");
        }

        if (request.Query["liveChatId"] != _liveChatId)
        {
            return (HttpStatusCode.NotFound, "liveChatNotFound");
        }

        if (_hasEnded)
        {
            return (HttpStatusCode.Forbidden, "liveChatEnded");
        }

        return token is not null && !(int.TryParse(token.AsSpan(token.IndexOf('-', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out start) && start <= _forgottenItems + _items.Count)
            ? (HttpStatusCode.BadRequest, "pageTokenInvalid")
            : null;
    }

    private IResult Page(int start)
    {
        start = Math.Max(start, _forgottenItems);
        var items = _items.Skip(start - _forgottenItems).Take(Math.Min(PageItems, MaxPageItems)).ToArray();
        return Results.Json(new
        {
            kind = "youtube#liveChatMessageListResponse",
            nextPageToken = TokenAt(start + items.Length),
            pollingIntervalMillis = PollingIntervalMs,
            pageInfo = new { totalResults = _items.Count, resultsPerPage = items.Length },
            items,
        });
    }

    internal static IResult Error(HttpStatusCode status, string reason) => Results.Json(
        new { error = new { code = (int)status, message = $"Simulated: {reason}", errors = new[] { new { domain = "youtube.liveChat", reason } } } }, statusCode: (int)status);
}
