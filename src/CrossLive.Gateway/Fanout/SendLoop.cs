using System.Collections.Concurrent;
using CrossLive.Gateway.Transport;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// A thread that sends rooms' frames to their viewers. It awaits nobody: what a connection does not take at once goes on by itself and comes back here
/// when it has left. A thread of its own, because thousands of system calls in a row would hold up whatever shares the thread pool, the rooms included.
/// </summary>
internal sealed class SendLoop : IDisposable
{
    /// <summary>Viewers that joined or caught up are served so many at a time; then rooms whose frame is due come first again.</summary>
    private const int MaxReadyPerTurn = 256;

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly ConcurrentQueue<SendLane> _news = new();
    private readonly ConcurrentQueue<ViewerSession> _ready = new();
    private readonly PriorityQueue<SendLane, TimeSpan> _due = new();
    private readonly bool _isBatching;
    private readonly SendCrew? _crew;
    private int _isWoken;
    private volatile bool _isStopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isBatching">True = one system call for many viewers where the system has that; false = one each.</param>
    /// <param name="crew">Who helps with rooms that were at rest; null = nobody.</param>
    public SendLoop(string name, TimeProvider time, bool isBatching = true, SendCrew? crew = null)
    {
        _crew = crew;
        _time = time;
        _isBatching = isBatching;
        _origin = time.GetTimestamp();
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>A lane has news. It is in here once at most.</summary>
    public void Post(SendLane lane)
    {
        _news.Enqueue(lane);
        Wake();
    }

    /// <summary>A viewer can be sent something apart from the others: it joined, or its connection has taken what was on its way.</summary>
    public void Post(ViewerSession session)
    {
        _ready.Enqueue(session);
        Wake();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _isStopping = true;
        Wake();

        // The event stays: a connection may have taken its last frame, or a room's call come, a moment later. Nobody looks at it any more.
        _thread.Join();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _wake.Set();
        }
    }

    private void Run()
    {
        // Made here: it belongs to its thread.
        using var batch = _isBatching ? SendBatch.TryCreate() : null;
        while (!_isStopping)
        {
            WaitForWork();
            while (_news.TryDequeue(out var lane))
            {
                _due.Enqueue(lane, lane.DueAt(Now));
            }

            SendWhatIsDue(batch);
            ServeReady();
        }
    }

    private void WaitForWork()
    {
        if (_ready.IsEmpty)
        {
            if (!_due.TryPeek(out _, out var due))
            {
                _wake.WaitOne();
            }
            else if (due - Now is { Ticks: > 0 } wait)
            {
                // Whole ms, rounded up: waking early would only mean to wait again.
                _wake.WaitOne((int)Math.Ceiling(wait.TotalMilliseconds));
            }
        }

        Volatile.Write(ref _isWoken, 0);
    }

    private void SendWhatIsDue(SendBatch? batch)
    {
        while (_due.TryPeek(out var lane, out var due) && due <= Now && !_isStopping)
        {
            _due.Dequeue();
            lane.SendNext(due, batch, _crew);
            lane.NoteSent(due, Now);
        }
    }

    private void ServeReady()
    {
        for (var served = 0; served < MaxReadyPerTurn && _ready.TryDequeue(out var session); served++)
        {
            session.Advance(FeedPass.None);
        }
    }
}
