using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// What comes in on one socket that a <see cref="ReceiveLoop"/> reads. One reader at a time waits in <see cref="ReceiveAsync"/>, and goes on on the loop's thread
/// with what was received; where nobody waits nothing is received, so that what a client sends too much waits in the kernel and holds the client up.
/// </summary>
internal sealed class LoopSource : IValueTaskSource<int>
{
    /// <summary>What <see cref="ReceiveAsync"/> gives where <see cref="CancelWait"/> ended it.</summary>
    public const int Canceled = -1;

    // The loop alone takes these away again.
    private const int Waiting = 1;
    private const int Readable = 2;
    private const int Canceling = 4;
    private const int Removing = 8;

    private readonly ReceiveLoop _loop;
    private readonly Socket _socket;
    private readonly nint _descriptor;
    private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ManualResetValueTaskSourceCore<int> _received;
    private Action? _ended;
    private int _state;
    private int _wantedBytes;
    private int _number;
    private bool _isHungUp;
    private bool _isGone;

    /// <summary>Has the loop read a socket from now on.</summary>
    /// <param name="loop">Reads it.</param>
    /// <param name="socket">Stays open until <see cref="RemoveAsync"/> has ended.</param>
    /// <param name="ended">Called once, on the pool: the client has ended the connection, or it is broken.</param>
    /// <exception cref="IOException">The system does not take it.</exception>
    public LoopSource(ReceiveLoop loop, Socket socket, Action ended)
    {
        (_loop, _socket, _ended) = (loop, socket, ended);
        var isHeld = false;
        socket.SafeHandle.DangerousAddRef(ref isHeld);
        _descriptor = socket.SafeHandle.DangerousGetHandle();
        try
        {
            _number = loop.Add(this, _descriptor);
        }
        catch (IOException)
        {
            socket.SafeHandle.DangerousRelease();
            throw;
        }
    }

    /// <summary>Reads it.</summary>
    public ReceiveLoop Loop => _loop;

    /// <summary>Waits for bytes; goes on on the loop's thread, where they stand at the beginning of <see cref="ReceiveLoop.Buffer"/> until it returns to the loop. To be awaited directly.</summary>
    /// <param name="maxBytes">At least 1.</param>
    /// <returns>How many; 0 = the client has ended the connection, or it is broken; <see cref="Canceled"/>.</returns>
    public ValueTask<int> ReceiveAsync(int maxBytes)
    {
        _received.Reset();
        _wantedBytes = maxBytes;
        return new ValueTask<int>(this, _received.Version);
    }

    /// <summary>Ends the wait that is under way, or the next one.</summary>
    public void CancelWait()
    {
        Interlocked.Or(ref _state, Canceling);
        _loop.Post(this);
    }

    /// <summary>Ends when the loop has let the socket go.</summary>
    public Task RemoveAsync()
    {
        Interlocked.Or(ref _state, Removing);
        _loop.Post(this);
        return _removed.Task;
    }

    /// <summary>The loop's: something has happened on the socket.</summary>
    public void NoteEvents(uint signs)
    {
        if ((signs & ~Epoll.In) != 0)
        {
            // From here on reading comes to an end: read on until it does.
            _isHungUp = true;
        }

        if ((signs & (Epoll.Error | Epoll.HangUp)) != 0)
        {
            TellEnd();
        }

        Interlocked.Or(ref _state, Readable);
        Look();
    }

    /// <summary>The loop's: <see cref="ReceiveLoop.Post"/> was called.</summary>
    public void NotePosted() => Look();

    /// <inheritdoc/>
    public int GetResult(short token) => _received.GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _received.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _received.OnCompleted(continuation, state, token, flags);

        // Only now: a result that came before the reader waits would be taken by the reader's thread, while the loop's goes on with the buffer.
        if ((Interlocked.Or(ref _state, Waiting) & (Readable | Canceling | Removing)) != 0)
        {
            _loop.Post(this);
        }
    }

    private void Look()
    {
        var state = Volatile.Read(ref _state);
        if ((state & Removing) != 0)
        {
            Remove();
            if ((state & Waiting) != 0)
            {
                Give(0);
            }

            return;
        }

        if ((state & Waiting) == 0)
        {
            return;
        }

        if ((state & Canceling) != 0)
        {
            Interlocked.And(ref _state, ~Canceling);
            Give(Canceled);
        }
        else if ((state & Readable) != 0)
        {
            Read();
        }
    }

    private void Read()
    {
        if (_loop.Receive(_descriptor, _wantedBytes) is not { } received)
        {
            Interlocked.And(ref _state, ~Readable);
            return;
        }

        if (received == 0)
        {
            // Stays readable: whoever reads on is told again.
            TellEnd();
        }
        else if (received < Math.Min(_wantedBytes, ReceiveLoop.BufferBytes) && !_isHungUp)
        {
            // All that there was: what comes later is a new event.
            Interlocked.And(ref _state, ~Readable);
        }

        Give(received);
    }

    private void Give(int received)
    {
        Interlocked.And(ref _state, ~Waiting);
        _received.SetResult(received);
    }

    private void TellEnd()
    {
        if (Interlocked.Exchange(ref _ended, null) is { } ended)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static tell => tell(), ended, preferLocal: false);
        }
    }

    private void Remove()
    {
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        _loop.Remove(_number, _descriptor);
        _socket.SafeHandle.DangerousRelease();
        _removed.SetResult();
    }
}
