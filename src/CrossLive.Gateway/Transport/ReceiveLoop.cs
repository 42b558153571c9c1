using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// A thread that reads many sockets: what has come on them since it last looked is received in one pass, and handled there and then, so that a thousand calls cost one
/// waking of one thread instead of a walk through the pool for each. The answers of one decided round leave through it too, as one batch of sends.
/// Waits that begin on the thread can end on it (<see cref="LoopClock"/>). What runs on it must not wait.
/// </summary>
internal sealed unsafe class ReceiveLoop : IDisposable
{
    /// <summary>Most of what one socket is read in one go, in bytes; then others come first.</summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>Most sockets of one look. Those beyond it come with the next.</summary>
    private const int MaxEventsPerPass = 512;

    private readonly Epoll _epoll = Epoll.Create(MaxEventsPerPass);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private readonly byte* _bytes;
    private readonly ConcurrentQueue<LoopSource> _posted = new();
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private readonly List<int> _freed = [];
    private readonly Queue<Action> _turnEnd = new();
    private readonly Thread _thread;

    // By the timestamp at which they are due; the thread's alone. As many as there are busy lanes: each waits for one at a time.
    private readonly PriorityQueue<LoopTimer, long> _timers = new();

    // Those that other threads have added; null when the thread has ended. Replaced under a lock on the timers, which nothing else takes.
    private ConcurrentQueue<(LoopTimer Timer, long DueAt)>? _newTimers = new();
    private LoopSource?[] _sources = new LoopSource?[64];
    private int _used;
    private int _isWoken;
    private volatile bool _isStopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's.</param>
    /// <param name="isBatching">True = one system call for many answers where the system has that; false = one each.</param>
    public ReceiveLoop(string name, bool isBatching)
    {
        _bytes = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_buffer, 0);
        Answers = new AnswerOutbox(this, isBatching);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    [ThreadStatic]
    private static ReceiveLoop? _current;

    /// <summary>The loop whose thread this is; null on every other.</summary>
    public static ReceiveLoop? Current => _current;

    /// <summary>What was received last: valid on the loop's thread, until it returns to the loop.</summary>
    public ReadOnlyMemory<byte> Buffer => _buffer;

    /// <summary>Answers that leave together.</summary>
    public AnswerOutbox Answers { get; }

    /// <summary>True where the caller runs on this loop's thread.</summary>
    public bool IsCurrent => _current == this;

    /// <summary>Watches a socket. Gives its number, for <see cref="Remove"/>.</summary>
    /// <exception cref="IOException">The system does not take it.</exception>
    public int Add(LoopSource source, nint socket)
    {
        int number;
        lock (_lock)
        {
            number = _free.TryPop(out var free) ? free : _used++;
            if (number == _sources.Length)
            {
                Array.Resize(ref _sources, 2 * number);
            }

            Volatile.Write(ref _sources[number], source);
        }

        try
        {
            _epoll.Add(socket, number);
            return number;
        }
        catch (IOException)
        {
            lock (_lock)
            {
                _sources[number] = null;
                _free.Push(number);
            }

            throw;
        }
    }

    /// <summary>Watches it no longer. On the loop's thread.</summary>
    public void Remove(int number, nint socket)
    {
        _epoll.Remove(socket);
        lock (_lock)
        {
            _sources[number] = null;
        }

        // Not given out again before the events that were seen together with its last are through.
        _freed.Add(number);
    }

    /// <summary>Has the loop look at a source: its reader waits, or something was decided about it.</summary>
    public void Post(LoopSource source)
    {
        _posted.Enqueue(source);
        if (!IsCurrent)
        {
            Wake();
        }
    }

    /// <summary>Has the loop look at its answers.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _epoll.Wake();
        }
    }

    /// <summary>Has a timer end on the loop's thread, less than a millisecond behind its time where that is free. When the loop ends, it ends as well. By any thread.</summary>
    /// <param name="timer">Ends once.</param>
    /// <param name="dueAt">When, as <see cref="Stopwatch.GetTimestamp"/> has it.</param>
    /// <returns>False where the loop has ended: the timer never ends.</returns>
    public bool TryAdd(LoopTimer timer, long dueAt)
    {
        if (IsCurrent)
        {
            _timers.Enqueue(timer, dueAt);
            return true;
        }

        lock (_timers)
        {
            if (_newTimers is null)
            {
                return false;
            }

            _newTimers.Enqueue((timer, dueAt));
        }

        Wake();
        return true;
    }

    /// <summary>Has the calling thread run something when it is through with what has come, if it is a loop's: false where it is not. What runs must not wait, nor throw.</summary>
    public static bool AtTurnEnd(Action action)
    {
        if (_current is not { } loop)
        {
            return false;
        }

        loop._turnEnd.Enqueue(action);
        return true;
    }

    /// <summary>Receives from a socket into <see cref="Buffer"/>; as <see cref="Epoll.Receive"/>.</summary>
    public int? Receive(nint socket, int maxBytes) => Epoll.Receive(socket, _bytes, Math.Min(maxBytes, BufferBytes));

    /// <summary>Ends the thread. Sockets that are left are read no more.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _epoll.Wake();
        if (!IsCurrent)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        _current = this;
        using var sender = Answers.CreateSender();
        while (!_isStopping)
        {
            var events = _epoll.Wait(_posted.IsEmpty && Answers.IsIdle ? NextTimerMs() : 0);

            // Before looking at what was posted: what comes later wakes again.
            Interlocked.Exchange(ref _isWoken, 0);
            for (var i = 0; i < events; i++)
            {
                var (number, signs) = _epoll[i];
                if (number != Epoll.WokenNumber)
                {
                    Volatile.Read(ref Volatile.Read(ref _sources)[number])?.NoteEvents(signs);
                }
            }

            // Only those that are there now: a source that is posted again by itself waits for the next pass.
            for (var posted = _posted.Count; posted > 0 && _posted.TryDequeue(out var source); posted--)
            {
                source.NotePosted();
            }

            TakeNewTimers(_newTimers!);

            // Behind what came: it is there when the wait for it ends.
            EndTimers(Stopwatch.GetTimestamp());
            EndTurn();
            sender.SendAll();
            GiveBackNumbers();
        }

        // What ends here may begin a wait, which is then another thread's.
        _current = null;
        TakeLastTimers();
        EndTimers(long.MaxValue);
        EndTurn();
        _epoll.Dispose();
    }

    private int NextTimerMs() =>
        !_timers.TryPeek(out _, out var due) ? -1
        : (int)Math.Clamp(Math.Ceiling((due - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency), 0, int.MaxValue);

    private void TakeNewTimers(ConcurrentQueue<(LoopTimer Timer, long DueAt)> added)
    {
        while (added.TryDequeue(out var timer))
        {
            _timers.Enqueue(timer.Timer, timer.DueAt);
        }
    }

    private void TakeLastTimers()
    {
        ConcurrentQueue<(LoopTimer Timer, long DueAt)> last;
        lock (_timers)
        {
            (last, _newTimers) = (_newTimers!, null);
        }

        TakeNewTimers(last);
    }

    // Only those that are there now: one that is begun anew by one that ends waits for the next pass.
    private void EndTimers(long now)
    {
        for (var left = _timers.Count; left > 0 && _timers.TryPeek(out var timer, out var due) && due <= now; left--)
        {
            _timers.Dequeue();
            timer.End();
        }
    }

    // All of them, those that come meanwhile too: an inbox leaves one at a time, so there are no more than inboxes.
    private void EndTurn()
    {
        while (_turnEnd.TryDequeue(out var action))
        {
            action();
        }
    }

    private void GiveBackNumbers()
    {
        if (_freed.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            _freed.ForEach(_free.Push);
        }

        _freed.Clear();
    }
}
