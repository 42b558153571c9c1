using CrossLive.Media.Ingest;
using CrossLive.Media.Preview;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Egress;

/// <summary>The rooms whose streams this process sends on.</summary>
public sealed partial class Egresses : IHostedService, IDisposable
{
    private const int RetryMs = 500;

    private readonly IGrainFactory _grains;
    private readonly string _process;
    private readonly MediaOptions _options;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WorkerLauncher _launcher = new();
    private readonly EgressJournal _journal;
    private readonly CancellationTokenSource _stopping = new();
    private Task _continuing = Task.CompletedTask;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomEgress> _rooms = new(StringComparer.Ordinal);

    /// <param name="process">This process, as publishers' sessions name it.</param>
    /// <param name="journalFolder">Where it is noted what is sent, for who starts after this process.</param>
    public Egresses(IGrainFactory grains, string process, MediaOptions options, string journalFolder, Random random, TimeProvider time, ILoggerFactory logs)
    {
        (_grains, _process, _options, _random, _time, _logger) = (grains, process, options, random, time, logs.CreateLogger<Egresses>());
        _journal = new EgressJournal(journalFolder, _logger);
    }

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

            var egress = _rooms[room] = New(room);
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
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _continuing = ContinueAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _continuing;
        Task[] ending;
        lock (_gate)
        {
            ending = [.. _rooms.Values.Select(each => each.Running.IsCompleted ? Task.CompletedTask : each.StopAsync())];
        }

        await Task.WhenAll(ending);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _launcher.Dispose();
        _stopping.Dispose();
    }

    private RoomEgress New(string room) => new(room, _grains.GetGrain<IMediaSessionGrain>(room), _process, _options, _launcher, _journal, _random, _time, _logger);

    // What a process that is gone was sending goes on here, with the slate until the host is back.
    private async Task ContinueAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            await Task.WhenAll(_journal.TakeLeft().Select(entry => ContinueAsync(entry, cancellation)));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogNotContinued(_logger, "(all)", failed);
        }
    }

    private async Task ContinueAsync(EgressJournal.Entry entry, CancellationToken cancellation)
    {
        while (entry.Left is { } left && _options.WorkerPath.Length > 0 && AwayMs(left) < _options.SlateMs)
        {
            try
            {
                if (!await _grains.GetGrain<IMediaSessionGrain>(entry.Room).ContinueEgressAsync(left.Process, _process))
                {
                    break;
                }

                lock (_gate)
                {
                    if (cancellation.IsCancellationRequested)
                    {
                        entry.Dispose();
                        return;
                    }

                    // The host was faster.
                    if (!_rooms.ContainsKey(entry.Room))
                    {
                        LogContinued(_logger, entry.Room, left.Process);
                        var egress = _rooms[entry.Room] = New(entry.Room).Continuing(entry, left, AwayMs(left));
                        egress.Start();
                        return;
                    }
                }

                break;
            }
#pragma warning disable CA1031 // A silo that is only just starting shows in many exceptions; each means the same: try again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotContinued(_logger, entry.Room, exception);
            }

            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMs), _time, cancellation);
            }
            catch (OperationCanceledException)
            {
                entry.Dispose();
                return;
            }
        }

        entry.Forget();
    }

    // A clock that was set back does not let the slate stand for longer.
    private long AwayMs(EgressJournal.Sending left) => Math.Max(0, _time.GetUtcNow().ToUnixTimeMilliseconds() - left.HostSeenUnixMs);

    [LoggerMessage(5044, LogLevel.Information, "Room '{Room}': process {Former} is gone, which sent its stream on; the slate stands in here until the host is back")]
    private static partial void LogContinued(ILogger logger, string room, string former);

    [LoggerMessage(5045, LogLevel.Debug, "Room '{Room}': what was sent before the restart could not go on; tried again")]
    private static partial void LogNotContinued(ILogger logger, string room, Exception exception);
}
