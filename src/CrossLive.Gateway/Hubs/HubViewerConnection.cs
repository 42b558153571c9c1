using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Transport;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace CrossLive.Gateway.Hubs;

/// <summary>A viewer's connection: frames go straight to its socket where that is ours, else through SignalR's own path; all else goes through SignalR.</summary>
internal sealed class HubViewerConnection(HubConnectionContext connection) : IViewerConnection
{
    // Null on SignalR's own transports.
    private readonly SocketOutput? _socket = connection.Features.Get<SocketOutput>();

    // A viewer's client has chosen it before it joins a room. Held here, so that a frame does not touch SignalR's own object.
    private readonly IHubProtocol _protocol = connection.Protocol;

    /// <inheritdoc/>
    public ValueTask SendAsync(SharedFrame frame, CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            return connection.WriteAsync(frame.HubMessage, cancellationToken);
        }

        var bytes = frame.SocketBytes(_protocol);
        var isTaken = _socket.TrySend(bytes, out var pending);
        return isTaken ? pending is null ? ValueTask.CompletedTask : new ValueTask(pending) : new ValueTask(SendInTurnAsync(bytes));
    }

    /// <inheritdoc/>
    public bool TryAddTo(SendBatch batch, SharedFrame frame, IBatchSender sender) =>
        _socket is not null && batch.TryAdd(_socket, frame.SocketBytes(_protocol), sender);

    /// <inheritdoc/>
    public Task SendAsync(string method, object message, CancellationToken cancellationToken) =>
        connection.WriteAsync(new InvocationMessage(method, [message]), cancellationToken).AsTask();

    /// <inheritdoc/>
    public void Abort() => connection.Abort();

    private async Task SendInTurnAsync(ReadOnlyMemory<byte> bytes) => await _socket!.WriteAsync(bytes);
}
