using System.Diagnostics.CodeAnalysis;
using CrossLive.Protocol;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// The rooms that this process shows. A room is followed from its first viewer on and forgotten a while after its last.
/// When the process stops, viewers are told to come back elsewhere and commands that were taken are answered.
/// </summary>
internal sealed partial class RoomFeeds(
    IRooms rooms, SendLoops loops, IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, Random random, ILogger<RoomFeeds> logger)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>How long a stopping process waits for answers to the commands that it took, before it says goodbye; those that have none are sent again elsewhere.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    /// <summary>Viewers of a stopping process come back within this time, spread evenly.</summary>
    private const int ComeBackMs = 2_000;

    /// <summary>How long a stopping process waits for its goodbyes to leave.</summary>
    private static readonly TimeSpan MaxGoodbye = TimeSpan.FromSeconds(5);

    /// <summary>How often it is looked whether the last goodbye has left.</summary>
    private static readonly TimeSpan GoodbyeCheck = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _feeds = new(StringComparer.Ordinal);
    private CancellationTokenRegistration _stopSignal;
    private Task? _goodbye;
    private int _viewers;
    private int _webSockets;
    private volatile bool _isStopping;

    /// <summary>How many viewers are in rooms here.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>
    /// A viewer is connected. The request that carries a WebSocket ends when everything sent has left and both sides have closed:
    /// nothing earlier says that a goodbye is on its way.
    /// </summary>
    public void NoteConnected(HttpContext? request)
    {
        if (request?.WebSockets.IsWebSocketRequest == true)
        {
            Interlocked.Increment(ref _webSockets);
            request.Response.OnCompleted(() =>
            {
                Interlocked.Decrement(ref _webSockets);
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>Takes a place in a room. Give it back with <see cref="Return"/>.</summary>
    public bool TryRent(string room, [NotNullWhen(true)] out RoomFeed? feed, [NotNullWhen(false)] out string? code)
    {
        feed = null;
        lock (_lock)
        {
            code = _isStopping ? Rejection.GatewayStopping
                : _viewers >= options.Value.MaxViewers || (_feeds.Count >= options.Value.MaxRooms && !_feeds.ContainsKey(room)) ? Rejection.GatewayFull
                : null;
            if (code is not null)
            {
                return false;
            }

            if (!_feeds.TryGetValue(room, out var entry))
            {
                entry = new Entry(new RoomFeed(room, rooms, loops, options.Value, time, logger));
                _feeds.Add(room, entry);
            }

            entry.Places++;
            _viewers++;
            GatewayTelemetry.Viewers.Add(1);
            feed = entry.Feed;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Return(RoomFeed feed)
    {
        lock (_lock)
        {
            _viewers--;
            GatewayTelemetry.Viewers.Add(-1);
            if (_feeds.TryGetValue(feed.Room, out var entry) && --entry.Places == 0)
            {
                entry.EmptySince = time.GetUtcNow();
            }
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // SignalR ends every connection in a callback of its own on this token. The newest callback runs first and has the others wait for it.
        _stopSignal = lifetime.ApplicationStopping.Register(() => SayGoodbyeAsync().Wait(CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the web server and the silo stop: says goodbye, and answers what was taken.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => SayGoodbyeAsync().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stopSignal.DisposeAsync();
        Entry[] entries;
        lock (_lock)
        {
            entries = [.. _feeds.Values];
            _feeds.Clear();
        }

        await Task.WhenAll(entries.Select(async entry => await entry.Feed.DisposeAsync()));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromMilliseconds(Math.Max(500, options.Value.ForgetRoomMs / 4));
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var feed in TakeForgotten())
                {
                    await feed.DisposeAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private Task SayGoodbyeAsync()
    {
        lock (_lock)
        {
            _isStopping = true;
            return _goodbye ??= SayGoodbyeAsync([.. _feeds.Values.Select(entry => entry.Feed)]);
        }
    }

    private async Task SayGoodbyeAsync(RoomFeed[] feeds)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        LogStopping(logger, Viewers);
        var drained = Task.WhenAll(feeds.Select(async feed => await feed.Inbox.DisposeAsync()));
        await Task.WhenAny(drained, Task.Delay(DrainPatience, time));
        await Task.WhenAll(feeds.SelectMany(feed => feed.Sessions).Select(session => session.CutAsync(DisconnectCode.ShuttingDown, random.Next(ComeBackMs))));
        using var patience = new CancellationTokenSource(MaxGoodbye, time);
        while (Volatile.Read(ref _webSockets) > 0 && !patience.IsCancellationRequested)
        {
            await Task.Delay(GoodbyeCheck, time);
        }
    }

    private List<RoomFeed> TakeForgotten()
    {
        lock (_lock)
        {
            var since = time.GetUtcNow() - TimeSpan.FromMilliseconds(options.Value.ForgetRoomMs);
            var forgotten = _feeds.Values.Where(entry => entry.Places == 0 && entry.EmptySince <= since).Select(entry => entry.Feed).ToList();
            forgotten.ForEach(feed => _feeds.Remove(feed.Room));
            return forgotten;
        }
    }

    private sealed class Entry(RoomFeed feed)
    {
        public RoomFeed Feed { get; } = feed;

        public int Places { get; set; }

        public DateTimeOffset EmptySince { get; set; }
    }

    [LoggerMessage(3020, LogLevel.Information, "The gateway stops: {Viewers} viewers are told to come back")]
    private static partial void LogStopping(ILogger logger, int viewers);
}
