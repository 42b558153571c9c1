namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>Sends each event when it is due, on a thread of its own, and waits for no answer. One that is late keeps its due time.</summary>
public abstract class EventPublisher : IDisposable
{
    private const int MaxSleepMs = 5;
    private volatile bool _isStopping;
    private Thread? _thread;
    private long _published;
    private long _maxLateUs;

    /// <summary>How many events were handed over.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>By how much an event was late at most when it was handed over, in µs: the generator's own fault.</summary>
    public long MaxLateUs => Volatile.Read(ref _maxLateUs);

    /// <summary>What went wrong; empty where nothing did.</summary>
    public abstract IReadOnlyList<string> Problems { get; }

    /// <summary>Shortest time between two hand-overs, in ms: what is due meanwhile goes together.</summary>
    protected virtual int MinIntervalMs => 1;

    /// <summary>Begins.</summary>
    public void Start(Schedule schedule)
    {
        _thread = new Thread(() => Run(schedule)) { IsBackground = true, Name = "publisher" };
        _thread.Start();
    }

    /// <summary>Publishes nothing more.</summary>
    public void Stop()
    {
        _isStopping = true;
        _thread?.Join();
        _thread = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Hands events over, by when they were due. Waits for nothing.</summary>
    protected abstract void Publish(IReadOnlyList<long> dueUs);

    /// <summary>Frees what the publisher holds.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
    }

    private void Run(Schedule schedule)
    {
        List<long> due = [];
        for (long next = 0; !_isStopping;)
        {
            var nowUs = MonotonicClock.NowUs;
            due.Clear();
            for (; schedule.DueUs(next) <= nowUs; next++)
            {
                due.Add(schedule.DueUs(next));
            }

            if (due.Count > 0)
            {
                Volatile.Write(ref _maxLateUs, Math.Max(_maxLateUs, nowUs - due[0]));
                Publish(due);
                Volatile.Write(ref _published, next);
            }

            var waitMs = (schedule.DueUs(next) - MonotonicClock.NowUs) / 1_000;
            Thread.Sleep((int)Math.Clamp(waitMs, due.Count > 0 ? MinIntervalMs : 1, Math.Max(MaxSleepMs, MinIntervalMs)));
        }
    }
}
