using CrossLive.LoadTests.Swarm.Native;

namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>Sends each event when it is due, on a thread of its own, and waits for no answer. One that is late keeps its due time.</summary>
public abstract class EventPublisher : IDisposable
{
    private const long MinSleepUs = 100;
    private const long MaxSleepUs = 5_000;
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
    protected virtual int MinIntervalMs => 0;

    /// <summary>Begins; again where it was stopped.</summary>
    public void Start(Schedule schedule)
    {
        _isStopping = false;
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

            // Thread.Sleep is up to a millisecond late, which is much of what is measured in a quiet room.
            var leastUs = due.Count > 0 ? Math.Max(MinSleepUs, MinIntervalMs * 1_000L) : MinSleepUs;
            _ = Libc.Sleep((uint)Math.Clamp(schedule.DueUs(next) - MonotonicClock.NowUs, leastUs, Math.Max(MaxSleepUs, leastUs)));
        }
    }
}
