using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// The connections whose output is ours: gives them SignalR's heartbeat (its pings, and the search for clients that fell silent), and ends what
/// is left when the process stops. Register it before what says goodbye: what was registered last is told first that the process stops.
/// </summary>
internal sealed class SocketConnections(IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SocketConnection, byte> _connections = [];
    private CancellationTokenRegistration _stopSignal;

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    /// <summary>A connection stands.</summary>
    public void Add(SocketConnection connection) => _connections.TryAdd(connection, 0);

    /// <summary>A connection has ended.</summary>
    public void Remove(SocketConnection connection) => _connections.TryRemove(connection, out _);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _stopSignal = lifetime.ApplicationStopping.Register(EndAll);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await _stopSignal.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (connection, _) in _connections)
                {
                    connection.TickHeartbeat();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private void EndAll()
    {
        foreach (var (connection, _) in _connections)
        {
            connection.Abort();
        }
    }
}
