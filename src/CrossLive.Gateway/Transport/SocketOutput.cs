using System.Net.Sockets;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// All output of one upgraded connection, straight to its socket: one writer at a time, whole messages only, in the order in which they were taken.
/// A message that the socket takes at once costs one system call and allocates nothing; the rest of a longer one is held (the message's own memory,
/// not a copy) until the client has read on. Safe to use from many threads.
/// </summary>
internal sealed class SocketOutput
{
    /// <summary>The kernel's send buffer: with it and the messages in flight, a frozen client holds no more than that. The kernel doubles the number.</summary>
    public const int SendBufferBytes = 64 * 1024;

    /// <summary>
    /// Most messages that wait behind the one in flight: the answers of eight calls under way, one of SignalR's, two control frames, and one to spare. Beyond it the
    /// connection ends.
    /// </summary>
    public const int MaxWaiting = 12;

    private readonly Lock _lock = new();
    private readonly Socket _socket;

    // Asked for once: thousands of sends a tick each touch as little memory as can be.
    private readonly SafeSocketHandle _handle;
    private Queue<Waiting>? _waiting;
    private Task? _draining;
    private IOException? _failure;
    private int _quietSeconds;
    private bool _isInBatch;

    /// <summary>Takes the output of a connected socket over. Asynchronous operations on it, Kestrel's reading among them, work as before.</summary>
    public SocketOutput(Socket socket)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        socket.SendBufferSize = SendBufferBytes;
        socket.Blocking = false;
    }

    /// <summary>True while a message is on its way that the client has not taken whole.</summary>
    public bool IsBusy => Volatile.Read(ref _draining) is not null;

    /// <summary>A second has passed: how many since the last message began.</summary>
    public int CountQuietSecond() => Interlocked.Increment(ref _quietSeconds);

    /// <summary>Takes a message if nothing else is on its way. Never waits.</summary>
    /// <param name="message">Whole; not to be changed before it has left.</param>
    /// <param name="pending">Null where the message has left; else ends when there is room again, and where it was taken, when it has left.</param>
    /// <returns>False where another message is on its way.</returns>
    /// <exception cref="IOException">The connection is broken.</exception>
    public bool TrySend(ReadOnlyMemory<byte> message, out Task? pending)
    {
        lock (_lock)
        {
            pending = _draining;
            if (pending is not null)
            {
                return false;
            }

            if (!TrySendWhole(message))
            {
                pending = _draining;
            }

            return true;
        }
    }

    /// <summary>Sends a message after those that were taken before it; ends when it has left, so the caller's memory is free again.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_draining is null)
            {
                return TrySendWhole(message) ? ValueTask.CompletedTask : new ValueTask(_draining!);
            }

            ThrowIfBroken();
            _waiting ??= new Queue<Waiting>(1);
            if (_waiting.Count >= MaxWaiting)
            {
                _failure = new IOException("Too many messages wait for a client that does not read.");
                throw _failure;
            }

            var waiting = new Waiting(message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Enqueue(waiting);
            return new ValueTask(waiting.Sent.Task);
        }
    }

    /// <summary>
    /// Takes the socket for a batch if nothing is on its way and nobody writes: nobody else does until <see cref="EndBatch"/>, which the same thread has to
    /// call soon. Never waits.
    /// </summary>
    /// <param name="descriptor">The socket's; stays open until then.</param>
    public bool TryBeginBatch(out nint descriptor)
    {
        descriptor = -1;
        if (!_lock.TryEnter())
        {
            return false;
        }

        var isTaken = false;
        try
        {
            // The lock lets its own thread in again: a second message to this socket is not for the same batch.
            if (_draining is null && _failure is null && !_isInBatch)
            {
                _handle.DangerousAddRef(ref isTaken);
                _isInBatch = true;
                descriptor = _handle.DangerousGetHandle();
            }
        }
        catch (ObjectDisposedException)
        {
            // It has ended. Who sends the usual way is told so.
        }

        if (!isTaken)
        {
            _lock.Exit();
        }

        return isTaken;
    }

    /// <summary>The batch has been sent: gives the socket back, and sends on what it did not take.</summary>
    /// <param name="message">What was to be sent.</param>
    /// <param name="result">How many bytes were, or a negative error number of the system; <see cref="IoRing.NotTried"/>.</param>
    /// <returns>Pending: null where the message has left; else ends when it has. Failure: the connection is broken.</returns>
    public (Task? Pending, IOException? Failure) EndBatch(ReadOnlyMemory<byte> message, int result)
    {
        try
        {
            _isInBatch = false;
            _handle.DangerousRelease();
            Volatile.Write(ref _quietSeconds, 0);
            if (result == message.Length)
            {
                return default;
            }

            // The usual way finds out what is the matter: a full buffer, a broken connection, or a kernel that could not do the batch.
            return (TrySendWhole(result > 0 ? message[result..] : message) ? null : _draining, null);
        }
        catch (IOException failure)
        {
            return (null, failure);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private void ThrowIfBroken()
    {
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    // True where the socket took all of it.
    private bool TrySendWhole(ReadOnlyMemory<byte> message)
    {
        ThrowIfBroken();
        var rest = SendNow(message);
        if (rest.IsEmpty)
        {
            return true;
        }

        _draining = DrainAsync(rest);
        return false;
    }

    private ReadOnlyMemory<byte> SendNow(ReadOnlyMemory<byte> message)
    {
        Volatile.Write(ref _quietSeconds, 0);
        try
        {
            var sent = _socket.Send(message.Span, SocketFlags.None, out var error);
            if (error is SocketError.Success)
            {
                return message[sent..];
            }

            if (error is SocketError.WouldBlock)
            {
                return message;
            }

            _failure = new IOException("The connection is broken.", new SocketException((int)error));
        }
        catch (ObjectDisposedException exception)
        {
            _failure = new IOException("The connection has ended.", exception);
        }

        throw _failure;
    }

    // The socket did not take it whole: the client reads slowly, or not at all. Who cuts it is decided elsewhere; then the socket ends, and this with it.
    private async Task DrainAsync(ReadOnlyMemory<byte> rest)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Waiting? current = null;
        do
        {
            try
            {
                while (rest.Length > 0)
                {
                    rest = rest[await _socket.SendAsync(rest, SocketFlags.None)..];
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                throw Fail(new IOException("The connection ended before all was sent.", exception), current);
            }

            current?.Sent.SetResult();
        }
        while (TryTakeNext(out current, out rest));
    }

    private bool TryTakeNext(out Waiting? next, out ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            if (_waiting is { } waiting && waiting.TryDequeue(out next))
            {
                message = next.Message;
                Volatile.Write(ref _quietSeconds, 0);
                return true;
            }

            (next, message, _draining) = (null, default, null);
            return false;
        }
    }

    private IOException Fail(IOException failure, Waiting? current)
    {
        lock (_lock)
        {
            _failure = failure;
            _draining = null;
            current?.Sent.SetException(failure);
            while (_waiting is { } waiting && waiting.TryDequeue(out var next))
            {
                next.Sent.SetException(failure);
            }
        }

        return failure;
    }

    private sealed record Waiting(ReadOnlyMemory<byte> Message, TaskCompletionSource Sent);
}
