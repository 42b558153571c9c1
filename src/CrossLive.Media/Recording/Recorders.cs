using CrossLive.Media.Preview;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Recording;

/// <summary>The recorders of the streams that come in here.</summary>
public sealed class Recorders : IHostedService, IDisposable
{
    private static readonly TimeSpan TidyPeriod = TimeSpan.FromMinutes(1);

    private readonly IGrainFactory _grains;
    private readonly RecordingOptions _options;
    private readonly RecordingStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomRecorder> _rooms = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _ending = [];
    private ITimer? _tidying;

    public Recorders(IGrainFactory grains, RecordingOptions options, RecordingStore store, TimeProvider time, ILoggerFactory logs) =>
        (_grains, _options, _store, _time, _logger) = (grains, options, store, time, logs.CreateLogger<Recorders>());

    /// <summary>What becomes of a room's stream.</summary>
    public RecordingState StateOf(string room)
    {
        lock (_gate)
        {
            return _rooms.GetValueOrDefault(room)?.State ?? RecordingState.None;
        }
    }

    /// <summary>A publisher's stream comes in.</summary>
    public void HostCame(string room, StreamFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var recorder = new RoomRecorder(room, feed, _grains.GetGrain<IMediaSessionGrain>(room), _options, _store, _time, _logger);
        lock (_gate)
        {
            _rooms[room] = recorder;
            recorder.Start();
        }
    }

    /// <summary>It has ended.</summary>
    public void HostLeft(string room, StreamFeed feed)
    {
        lock (_gate)
        {
            if (_rooms.GetValueOrDefault(room) is { } recorder && ReferenceEquals(recorder.Feed, feed))
            {
                _rooms.Remove(room);
                _ending.RemoveWhere(task => task.IsCompleted);
                _ending.Add(recorder.EndAsync());
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _tidying = _time.CreateTimer(_ => Tidy(), null, TimeSpan.Zero, TidyPeriod);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.WhenAll([.. _ending, .. _rooms.Values.Select(each => each.EndAsync())]).WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tidying?.Dispose();

    private void Tidy()
    {
        try
        {
            _store.Tidy();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The next minute finds it again.
        }
    }
}
