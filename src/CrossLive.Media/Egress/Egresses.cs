using CrossLive.Media.Ingest;
using CrossLive.Media.Preview;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Egress;

/// <summary>The rooms whose streams this process sends on.</summary>
public sealed class Egresses : IHostedService, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly string _process;
    private readonly MediaOptions _options;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WorkerLauncher _launcher = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomEgress> _rooms = new(StringComparer.Ordinal);

    /// <param name="process">This process, as publishers' sessions name it.</param>
    public Egresses(IGrainFactory grains, string process, MediaOptions options, Random random, TimeProvider time, ILoggerFactory logs) =>
        (_grains, _process, _options, _random, _time, _logger) = (grains, process, options, random, time, logs.CreateLogger<Egresses>());

    /// <summary>A publisher's stream comes in.</summary>
    public void HostCame(string room, StreamFeed feed)
    {
        lock (_gate)
        {
            if (_rooms.GetValueOrDefault(room)?.TryHostCame(feed) == true)
            {
                return;
            }

            foreach (var (ended, _) in _rooms.Where(each => each.Value.Running.IsCompleted).ToArray())
            {
                _rooms.Remove(ended);
            }

            var egress = _rooms[room] = new RoomEgress(room, _grains.GetGrain<IMediaSessionGrain>(room), _process, _options, _launcher, _random, _time, _logger);
            egress.TryHostCame(feed);
            egress.Start();
        }
    }

    /// <summary>It has ended.</summary>
    public void HostLeft(string room, StreamFeed feed)
    {
        lock (_gate)
        {
            _rooms.GetValueOrDefault(room)?.HostLeft(feed);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.WhenAll(_rooms.Values.Select(each => each.Running.IsCompleted ? Task.CompletedTask : each.StopAsync()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _launcher.Dispose();
}
