using System.Net.Sockets;
using System.Threading.Channels;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>Publishes over a WebSocket of its own, an event a message. What the server does not take waits here.</summary>
public sealed class SocketPublisher : EventPublisher
{
    /// <summary>Most messages that wait; one more is a problem.</summary>
    public const int MaxWaiting = 1_000_000;

    private const int BufferBytes = 64 * 1024;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(MaxWaiting);
    private readonly List<string> _problems = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dialect _dialect;
    private readonly Func<long, byte[]> _frameOf;

    private SocketPublisher(Dialect dialect, Func<long, byte[]> frameOf) => (_dialect, _frameOf) = (dialect, frameOf);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="target">The request's path and query.</param>
    /// <param name="dialect">What is spoken; joins nothing.</param>
    /// <param name="frameOf">The masked frame of an event that is due at this time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SocketPublisher> ConnectAsync(SwarmServer server, string target, Dialect dialect, Func<long, byte[]> frameOf, CancellationToken cancellationToken)
    {
        var publisher = new SocketPublisher(dialect, frameOf);
        await publisher._socket.ConnectAsync(server.EndPoint, cancellationToken);
        await publisher._socket.SendAsync(Upgrade.RequestOf(server.Host, target), cancellationToken);
        _ = publisher.ReadAsync();
        _ = publisher.WriteAsync();
        await publisher._ready.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        return publisher;
    }

    /// <inheritdoc/>
    protected override void Publish(IReadOnlyList<long> dueUs)
    {
        foreach (var due in dueUs)
        {
            if (!_waiting.Writer.TryWrite(_frameOf(due)))
            {
                Note($"{MaxWaiting:N0} events wait: the server does not take them");
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        _waiting.Writer.TryComplete();
        _socket.Dispose();
        base.Dispose(isDisposing);
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in _waiting.Reader.ReadAllAsync())
            {
                await _socket.SendAsync(frame);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            NoteLost(exception);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[BufferBytes];
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
                    Queue(_dialect.Hello);
                }

                taken += isOpen ? Take(buffer.AsMemory(taken, filled - taken)) : 0;
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
            }
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
            if (header.Opcode is Opcode.Text or Opcode.Binary)
            {
                _dialect.Read(bytes.Slice(taken + header.HeaderBytes, (int)header.PayloadBytes), !_ready.Task.IsCompleted, messages);
            }

            taken += header.HeaderBytes + (int)header.PayloadBytes;
        }

        foreach (var message in messages)
        {
            if (message is ReadyMessage)
            {
                _ready.TrySetResult();
            }

            Queue((message as WantsMessage)?.Frame);
        }

        return taken;
    }

    private void Queue(byte[]? frame)
    {
        if (frame is not null)
        {
            _waiting.Writer.TryWrite(frame);
        }
    }

    private void NoteLost(Exception exception)
    {
        if (exception is not ObjectDisposedException and not SocketException { SocketErrorCode: SocketError.OperationAborted })
        {
            Note($"the publisher's connection was lost: {exception.Message}");
        }

        _ready.TrySetException(exception);
    }

    private void Note(string problem)
    {
        lock (_problems)
        {
            if (_problems.Count < 20)
            {
                _problems.Add(problem);
            }
        }
    }
}
