using System.Net.Sockets;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// Serves the viewers' hub over WebSockets whose output goes straight to the connection's socket: the shortest way from a frame to the kernel, and a
/// third of the memory. Only where the bytes on the socket are the connection's own, which is HTTP/1.1 without TLS in this process; everything else
/// (TLS in Kestrel, HTTP/2, other servers, SSE, long polling) is served by SignalR's own transports.
/// </summary>
internal sealed partial class SocketTransport(
    HubConnectionHandler<RoomHub> hub, SocketConnections connections, RoomCalls calls, UnexpectedErrorFilter errors, IOptions<GatewayOptions> options, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>How long a connection that we end waits for the client to close: an earlier end could throw away what is still on its way to it.</summary>
    private static readonly TimeSpan MaxLinger = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger<SocketTransport>();

    // Pings are SignalR's.
    private static readonly IOptions<WebSocketOptions> WebSockets = Options.Create(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });

    /// <summary>True where the request is one for a WebSocket, and the socket is ours to write to.</summary>
    public bool CanServe(HttpContext context) => options.Value.DirectSockets && SocketOf(context) is not null;

    /// <summary>Serves the connection until it ends. The caller is known: <see cref="Caller"/> is among the request's features.</summary>
    public Task ServeAsync(HttpContext context)
    {
        var output = new SocketOutput(SocketOf(context)!);
        context.Features.Set<IHttpUpgradeFeature>(new SocketUpgrade(context.Features.GetRequiredFeature<IHttpUpgradeFeature>(), output));
        return new WebSocketMiddleware(AcceptAsync, WebSockets, loggers).Invoke(context);
    }

    // Null where the socket is not ours to write to.
    private static Socket? SocketOf(HttpContext context)
    {
        var features = context.Features;
        return features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && HttpProtocol.IsHttp11(context.Request.Protocol)
            && features.Get<ITlsConnectionFeature>() is null
            && features.Get<ITlsHandshakeFeature>() is null
            && features.Get<IConnectionTransportFeature>() is { } transport && IsPlain(transport)
                ? features.Get<IConnectionSocketFeature>()?.Socket
                : null;
    }

    // Connection middleware (TLS, logging, a proxy protocol) puts a pipe of its own between the socket and the server. The type of Kestrel's own is not public.
    private static bool IsPlain(IConnectionTransportFeature connection) =>
        connection.Transport is LoopPipes || connection.Transport.GetType() is { Name: "DuplexPipe", Namespace: "System.IO.Pipelines" };

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var output = ((SocketUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>()).Output;
        // It answers the handshake and no more: its bytes are read by us.
        (await context.WebSockets.AcceptWebSocketAsync()).Dispose();
        Forget(context);
        var raw = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Input;
        var connection = new SocketConnection(context, raw, output, calls, errors, time, context.Features.Get<LoopConnection>()?.TakeOver());
        connections.Add(connection);
        try
        {
            await hub.OnConnectedAsync(connection);
            await CloseAsync(connection);
        }
        finally
        {
            connections.Remove(connection);
        }
    }

    // What the client sent to get here, its token most of all, would stay as long as the connection.
    private static void Forget(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        request.Headers.Clear();
        request.QueryString = string.Empty;
        request.RawTarget = string.Empty;
        context.Features.Set<IQueryFeature>(null);
    }

    private async Task CloseAsync(SocketConnection connection)
    {
        try
        {
            using var patience = new CancellationTokenSource(MaxLinger, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
            await connection.Input.CloseAsync(either.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogNotClosed(_logger, connection.ConnectionId, exception);
        }
    }

    [LoggerMessage(3040, LogLevel.Debug, "Connection {Connection} ended without a WebSocket close")]
    private static partial void LogNotClosed(ILogger logger, string connection, Exception exception);
}
