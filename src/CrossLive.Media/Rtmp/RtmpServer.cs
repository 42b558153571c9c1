using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Rtmp;

/// <summary>
/// Takes RTMP publishers. A Kestrel connection handler (`listen.Run(server.OnConnectedAsync)`), and runs over any duplex pipe, so that TLS can stand before it.
/// </summary>
public sealed partial class RtmpServer : ConnectionHandler
{
    private readonly RtmpLimits _limits;
    private readonly IPublishKeys _keys;
    private readonly IRtmpSinks _sinks;
    private readonly RtmpPublishers _publishers;
    private readonly TimeProvider _time;
    private readonly ILogger<RtmpServer> _logger;
    private int _connections;

    /// <exception cref="ArgumentException">The limits do not fit together.</exception>
    public RtmpServer(RtmpLimits limits, IPublishKeys keys, IRtmpSinks sinks, TimeProvider time, ILogger<RtmpServer> logger)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(limits));
        }

        (_limits, _keys, _sinks, _time, _logger) = (limits, keys, sinks, time, logger);
        _publishers = new RtmpPublishers(limits, time);
    }

    /// <summary>Connections at this moment.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Who has which room's place in this process, over whichever protocol.</summary>
    internal RtmpPublishers Publishers => _publishers;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        // Not ConnectionClosed: that fires while the last frames of a publisher that closed are still unread.
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        var end = await RunAsync(connection.Transport, connection.ConnectionId, NameOf(connection.RemoteEndPoint), stopping);
        if (end.Reason is not (RtmpEndReason.Finished or RtmpEndReason.Disconnected or RtmpEndReason.Refused or RtmpEndReason.CodecRefused))
        {
            connection.Abort(new ConnectionAbortedException(end.Detail));
        }
    }

    // An IPv4 address that came in at a socket for both kinds is shown as people know it.
    private static string? NameOf(EndPoint? remote) => remote is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
        ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString()
        : remote?.ToString();

    /// <summary>Serves one connection to its end and returns why it ended. Completes both sides of the pipe.</summary>
    /// <param name="name">For the log.</param>
    /// <param name="remote">Where it comes from, or null.</param>
    /// <param name="stopping">The server stops. That the peer is gone is read from the pipe.</param>
    public async Task<RtmpEnd> RunAsync(IDuplexPipe pipe, string name, string? remote, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        var count = Interlocked.Increment(ref _connections);
        RtmpEnd end;
        try
        {
            end = count > _limits.MaxConnections
                ? new RtmpEnd(RtmpEndReason.Refused, $"More than {_limits.MaxConnections} connections.", RefusalCode.Full)
                : await new RtmpConnection(_limits, _keys, _sinks, _publishers, _time, _logger, pipe, RandomNumberGenerator.GetBytes(1_528), name, remote).RunAsync(stopping);
        }
        finally
        {
            await pipe.Input.CompleteAsync();
            await pipe.Output.CompleteAsync();
            Interlocked.Decrement(ref _connections);
        }

        MediaTelemetry.CountEnd(end);
        LogEnded(_logger, name, end.Reason, end.Detail);
        return end;
    }
}
