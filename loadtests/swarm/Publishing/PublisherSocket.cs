using System.Net.Sockets;
using System.Threading.Channels;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>
/// A WebSocket that events are published over. A message leaves on the thread that hands it over, if the server takes it at once: another thread would have to wake up for
/// it, which is a quarter of a millisecond of what is measured in a quiet room. What the server does not take waits here.
/// </summary>
internal sealed class PublisherSocket : IDisposable
{
    /// <summary>Most bytes of a frame that is read; a room's view is the longest.</summary>
    public const int MaxFrameBytes = 1024 * 1024;

    /// <summary>Most messages that wait; one more is a problem.</summary>
    public const int MaxWaiting = 1_000_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Channel<ReadOnlyMemory<byte>> _waiting = Channel.CreateBounded<ReadOnlyMemory<byte>>(MaxWaiting);
    private readonly Lock _sending = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dialect _dialect;
    private readonly Action<string> _note;
    private MessageParts _parts;
    private readonly bool _isJoining;
    private ITimer? _signsOfLife;

    // Messages that wait, the one on its way included. While there are any, nothing is sent past them.
    private int _behind;

    private PublisherSocket(Dialect dialect, bool isJoining, Action<string> note) => (_dialect, _isJoining, _note) = (dialect, isJoining, note);

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="target">The request's path and query.</param>
    /// <param name="dialect">What is spoken.</param>
    /// <param name="isJoining">True where only somebody in the room may publish.</param>
    /// <param name="note">Hears of problems.</param>
    /// <param name="time">The clock of its signs of life: a server ends who says nothing, and a publisher may have to wait for the others' turns for minutes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PublisherSocket> ConnectAsync(
        SwarmServer server, string target, Dialect dialect, bool isJoining, Action<string> note, TimeProvider time, CancellationToken cancellationToken)
    {
        var publisher = new PublisherSocket(dialect, isJoining, note);
        await publisher._socket.ConnectAsync(server.EndPoint, cancellationToken);
        await publisher._socket.SendAsync(Upgrade.RequestOf(server.Host, target), cancellationToken);
        publisher._socket.Blocking = false;
        _ = publisher.ReadAsync();
        _ = publisher.WriteAsync();
        await publisher._ready.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        if (dialect.KeepAlive is { } frame)
        {
            var period = TimeSpan.FromMicroseconds(SwarmLoop.KeepAliveUs);
            publisher._signsOfLife = time.CreateTimer(_ => publisher.Send(frame), null, period, period);
        }

        return publisher;
    }

    /// <summary>Sends a frame as soon as the server takes it. Waits for nothing.</summary>
    public void Send(byte[] frame)
    {
        lock (_sending)
        {
            var sent = _behind == 0 ? SendAtOnce(frame) : 0;
            if (sent == frame.Length)
            {
                return;
            }

            if (!_waiting.Writer.TryWrite(frame.AsMemory(sent)))
            {
                _note($"{MaxWaiting:N0} messages wait: the server does not take them");
                return;
            }

            _behind++;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signsOfLife?.Dispose();
        _waiting.Writer.TryComplete();
        _socket.Dispose();
    }

    // How much of it has left.
    private int SendAtOnce(byte[] frame)
    {
        try
        {
            return _socket.Send(frame, SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // Whoever reads says what has become of the connection.
            return 0;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in _waiting.Reader.ReadAllAsync())
            {
                for (var left = frame; left.Length > 0;)
                {
                    left = left[await _socket.SendAsync(left)..];
                }

                lock (_sending)
                {
                    _behind--;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            NoteLost(exception);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[MaxFrameBytes];
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
                    SendIfAny(_dialect.Hello);
                }

                taken += isOpen ? Take(buffer.AsMemory(taken, filled - taken)) : 0;
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
            }

            _note("the server ended the publisher's connection");
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or FormatException)
        {
            NoteLost(exception);
        }
    }

    private int Take(ReadOnlyMemory<byte> bytes)
    {
        var taken = 0;
        List<ServerMessage> messages = [];
        while (FrameHeader.TryRead(bytes.Span[taken..], out var header) && header.HeaderBytes + header.PayloadBytes <= bytes.Length - taken)
        {
            var payload = bytes.Slice(taken + header.HeaderBytes, (int)header.PayloadBytes);
            if (header.Opcode <= Opcode.Binary && _parts.TryTake(header, payload, out var message))
            {
                _dialect.Read(message, !_ready.Task.IsCompleted, messages);
            }

            taken += header.HeaderBytes + (int)header.PayloadBytes;
        }

        messages.ForEach(React);
        return taken;
    }

    private void React(ServerMessage message)
    {
        switch (message)
        {
            case ReadyMessage when _isJoining:
                SendIfAny(_dialect.Join(null, null));
                break;
            case ReadyMessage or JoinedMessage { Problem: null }:
                _ready.TrySetResult();
                break;
            case WantsMessage wants:
                SendIfAny(wants.Frame);
                break;
            case AnsweredMessage { Problem: { } problem }:
                _note($"an event was refused: {problem}");
                break;
            case JoinedMessage { Problem: { } refused }:
                _ready.TrySetException(new FormatException($"The publisher's join was refused: {refused}"));
                break;
        }
    }

    private void SendIfAny(byte[]? frame)
    {
        if (frame is not null)
        {
            Send(frame);
        }
    }

    private void NoteLost(Exception exception)
    {
        if (exception is not ObjectDisposedException and not SocketException { SocketErrorCode: SocketError.OperationAborted })
        {
            _note($"the publisher's connection was lost: {exception.Message}");
        }

        _ready.TrySetException(exception);
    }
}
