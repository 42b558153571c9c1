using System.Net.Sockets;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.WebSockets;

namespace CrossLive.LoadTests.Swarm.Claims;

/// <summary>A buyer's WebSocket: sends calls, hands answers on. One that is lost stays lost; whoever made it makes another.</summary>
public sealed class ClaimSocket : IDisposable
{
    private const int FirstBufferBytes = 4 * 1024;
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>How long the greeting may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _sending = new();
    private readonly ClaimWire _wire;
    private readonly Action<ClaimSocket, ClaimAnswer> _answered;
    private readonly Action<ClaimSocket, string> _lost;
    private MessageParts _parts;
    private int _isLost;

    private ClaimSocket(int buyer, ClaimWire wire, Action<ClaimSocket, ClaimAnswer> answered, Action<ClaimSocket, string> lost) =>
        (Buyer, _wire, _answered, _lost) = (buyer, wire, answered, lost);

    /// <summary>Whose it is, as the caller counts.</summary>
    public int Buyer { get; }

    /// <summary>True once it is of no use any more.</summary>
    public bool IsLost => Volatile.Read(ref _isLost) != 0;

    /// <summary>Connects, and joins where the wire has that.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="target">The request's path and query.</param>
    /// <param name="buyer">Given back as <see cref="Buyer"/>.</param>
    /// <param name="wire">What is spoken.</param>
    /// <param name="answered">Hears of each answer, on the pool, one after the other.</param>
    /// <param name="lost">Hears once that the connection is gone, and why; not after <see cref="Dispose"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ClaimSocket> ConnectAsync(
        SwarmServer server, string target, int buyer, ClaimWire wire, Action<ClaimSocket, ClaimAnswer> answered, Action<ClaimSocket, string> lost, CancellationToken cancellationToken)
    {
        var made = new ClaimSocket(buyer, wire, answered, lost);
        try
        {
            await made._socket.ConnectAsync(server.EndPoint, cancellationToken);
            await made._socket.SendAsync(Upgrade.RequestOf(server.Host, target), cancellationToken);
            _ = made.ReadAsync();
            await made._ready.Task.WaitAsync(Patience, cancellationToken);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Sends frames. What cannot be sent is lost with the connection, which then says so.</summary>
    public void Send(ReadOnlySpan<byte> frames)
    {
        try
        {
            lock (_sending)
            {
                _socket.Send(frames);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            NoteLost(exception.Message);
        }
    }

    /// <summary>A sign of life, where the server wants one.</summary>
    public void KeepAlive()
    {
        if (_wire.KeepAlive is { } frame)
        {
            Send(frame);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Volatile.Write(ref _isLost, 1);
        _socket.Dispose();
    }

    internal void NoteReady()
    {
        if (_wire.Join is { } join)
        {
            Send(join);
        }
        else
        {
            _ready.TrySetResult();
        }
    }

    internal void NoteJoined(string? problem)
    {
        if (problem is null)
        {
            _ready.TrySetResult();
        }
        else
        {
            _ready.TrySetException(new FormatException($"The join was refused: {problem}"));
        }
    }

    internal void NoteAnswer(ClaimAnswer answer) => _answered(this, answer);

    private async Task ReadAsync()
    {
        var buffer = new byte[FirstBufferBytes];
        var (filled, isOpen) = (0, false);
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read)
            {
                filled += read;
                var taken = 0;
                if (!isOpen && Upgrade.TryReadAnswer(buffer.AsSpan(0, filled), out taken, out var problem))
                {
                    isOpen = problem is null ? true : throw new FormatException(problem);
                    if (_wire.Hello is { } hello)
                    {
                        Send(hello);
                    }
                }

                taken += isOpen ? Take(buffer.AsMemory(taken, filled - taken)) : 0;
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length < MaxMessageBytes ? buffer.Length * 2 : throw new FormatException("A message is too long."));
                }
            }

            NoteLost("the server ended the connection");
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or FormatException or System.Text.Json.JsonException)
        {
            NoteLost(exception.Message);
        }
    }

    private int Take(ReadOnlyMemory<byte> bytes)
    {
        var taken = 0;
        while (FrameHeader.TryRead(bytes.Span[taken..], out var header) && header.HeaderBytes + header.PayloadBytes <= bytes.Length - taken)
        {
            var payload = bytes.Slice(taken + header.HeaderBytes, (int)header.PayloadBytes);
            if (header.Opcode <= Opcode.Binary && _parts.TryTake(header, payload, out var message))
            {
                _wire.Read(message.Span, this);
            }

            taken += header.HeaderBytes + (int)header.PayloadBytes;
        }

        return taken;
    }

    private void NoteLost(string why)
    {
        _ready.TrySetException(new IOException(why));
        if (Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            _lost(this, why);
        }
    }
}
