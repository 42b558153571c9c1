using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// Kestrel's TCP connections, read by a few threads of our own (<see cref="ReceiveLoop"/>) instead of by the pool. Where the system has no epoll, or
/// <see cref="GatewayOptions.ReceiveLoops"/> is off, Kestrel's own transport does it, as it does for everything that is no TCP.
/// </summary>
internal sealed class LoopTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly bool _isOn;
    private readonly bool _isBatching;
    private readonly MemoryPool<byte> _pool;
    private readonly Lock _lock = new();
    private ReceiveLoop[]? _loops;
    private uint _next;

    /// <summary>Makes it; threads are started with the first address.</summary>
    public LoopTransport(IOptions<GatewayOptions> options, IMemoryPoolFactory<byte>? pools = null)
    {
        _isOn = options.Value.ReceiveLoops && Epoll.IsSupported;
        _isBatching = options.Value.BatchSends;
        _pool = pools?.Create() ?? MemoryPool<byte>.Shared;
    }

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => _isOn && endpoint is IPEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            // On half of the cores, as the send loops are: the other half is the rooms'.
            _loops ??= [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(i => new ReceiveLoop($"crosslive-recv-{i}", _isBatching))];
        }

        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(new SocketTransportOptions().Backlog);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(exception.Message, exception);
        }

        return ValueTask.FromResult<IConnectionListener>(new Listener(this, socket));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Array.ForEach(_loops ?? [], loop => loop.Dispose());
            _loops = [];
        }
    }

    private LoopConnection Connect(Socket socket) => new(socket, _loops![Interlocked.Increment(ref _next) % _loops.Length], _pool);

    private sealed class Listener(LoopTransport transport, Socket socket) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    var accepted = await socket.AcceptAsync(cancellationToken);
                    if (TryConnect(accepted) is { } connection)
                    {
                        return connection;
                    }
                }
                catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException)
                {
                    // It ended before it was taken: the next one.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();

        private LoopConnection? TryConnect(Socket accepted)
        {
            try
            {
                accepted.NoDelay = true;
                return transport.Connect(accepted);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
            {
                // It has ended meanwhile, or the system watches no more.
                accepted.Dispose();
                return null;
            }
        }
    }
}
