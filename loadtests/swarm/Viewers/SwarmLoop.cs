using System.Collections.Concurrent;
using CrossLive.LoadTests.Swarm.Measures;
using CrossLive.LoadTests.Swarm.Native;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>
/// One thread that holds the connections of many viewers: brings them in, reads what comes, keeps them alive. All of a viewer happens here; others post what they want done.
/// </summary>
public sealed partial class SwarmLoop : IDisposable
{
    /// <summary>Each viewer in the room gives a sign of life this often, in µs; servers drop those that are silent for 30 s.</summary>
    public const long KeepAliveUs = 10_000_000;

    /// <summary>Longest wait, in ms: so late at most is what was posted or is due.</summary>
    private const int MaxWaitMs = 2;

    private const long CpuSampleUs = 50_000;

    private readonly SwarmPlan _plan;
    private readonly int _number;
    private readonly Viewer[] _viewers;
    private readonly Epoll _epoll = new();
    private readonly ConcurrentQueue<Action<SwarmLoop>> _posted = new();
    private readonly PriorityQueue<Viewer, long> _arrivals = new();
    private readonly Random _random;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private int _maxArriving;
    private int _arriving;
    private long _cpuUs;
    private long _cpuSampledAtUs;
    private long _keptAlive;

    /// <summary>Makes the thread's viewers; <see cref="Start"/> brings them in.</summary>
    /// <param name="plan">The swarm.</param>
    /// <param name="number">Which of its threads this is: it has every viewer whose number, modulo the threads, is this.</param>
    public SwarmLoop(SwarmPlan plan, int number)
    {
        (_plan, _number) = (plan, number);
        _maxArriving = plan.MaxArriving;
        _random = new Random(plan.Seed + number);
        var spoken = plan.Dialects.Select(make => (Dialect: make(), Payloads: new PayloadTable())).ToArray();
        _viewers = [.. Enumerable.Range(0, plan.Viewers).Where(viewer => viewer % plan.Threads == number).Select(viewer => new Viewer
        {
            Number = viewer,
            Dialect = spoken[viewer / plan.Threads % spoken.Length].Dialect,
            Payloads = spoken[viewer / plan.Threads % spoken.Length].Payloads,
            Server = viewer % plan.Servers.Count,
        })];
        _thread = new Thread(Run) { IsBackground = true, Name = $"swarm-{number}" };
    }

    /// <summary>What it has counted.</summary>
    public SwarmMeter Meter { get; } = new();

    /// <summary>Its viewers. What stands in them belongs to the thread.</summary>
    public IReadOnlyList<Viewer> Viewers => _viewers;

    /// <summary>CPU time of the thread, in µs, up to <see cref="CpuSampleUs"/> ago.</summary>
    public long CpuUs => Volatile.Read(ref _cpuUs);

    /// <summary>Starts the thread and brings all viewers in.</summary>
    public void Start()
    {
        foreach (var viewer in _viewers)
        {
            _arrivals.Enqueue(viewer, 0);
        }

        _thread.Start();
    }

    /// <summary>Has something done by the thread, soon. From any thread.</summary>
    public void Post(Action<SwarmLoop> action) => _posted.Enqueue(action);

    /// <summary>Every connection breaks at once; viewers come back each after a pause of its own. By the thread.</summary>
    public void DropAll()
    {
        _maxArriving = int.MaxValue;
        foreach (var viewer in _viewers)
        {
            if (viewer.Descriptor >= 0)
            {
                End(viewer);
                ComeBackLater(viewer, 0);
            }
        }
    }

    /// <summary>Viewers that are sent away by their server come back at once, whoever else does. By the thread.</summary>
    public void LiftArrivalLimit() => _maxArriving = int.MaxValue;

    /// <summary>Viewers with numbers below this read nothing from now on; they go on giving signs of life. By the thread.</summary>
    public void FreezeBelow(int number)
    {
        foreach (var viewer in _viewers.Where(viewer => viewer.Number < number && viewer.Phase == ViewerPhase.In))
        {
            viewer.IsFrozen = true;
            _epoll.Modify(viewer.Descriptor, 0, TagOf(viewer));
        }
    }

    /// <summary>Ends the thread and all connections.</summary>
    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        foreach (var viewer in _viewers)
        {
            End(viewer);
        }

        _epoll.Dispose();
    }

    private void Run()
    {
        if (_plan.Threads > 1)
        {
            _ = ThreadCore.TryKeepTo(_number);
        }

        try
        {
            while (!_isStopping)
            {
                RunOnce();
            }
        }
#pragma warning disable CA1031 // Whatever it is, the run fails by it and goes on to its end.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Meter.Note($"the swarm's thread ended: {exception}");
        }
    }

    private void RunOnce()
    {
        while (_posted.TryDequeue(out var action))
        {
            action(this);
        }

        var nowUs = MonotonicClock.NowUs;
        BringIn(nowUs);
        KeepAlive(nowUs);
        SampleCpu(nowUs);
        var count = _epoll.Wait(MaxWaitMs);
        for (var i = 0; i < count; i++)
        {
            var (events, tag) = _epoll[i];
            var viewer = _viewers[(int)(tag & 0xFFFF_FFFF)];

            // A descriptor that was closed and opened again within one wait.
            if (viewer.Generation == (uint)(tag >> 32) && viewer.Descriptor >= 0)
            {
                Handle(viewer, events);
            }
        }
    }

    private void SampleCpu(long nowUs)
    {
        if (nowUs - _cpuSampledAtUs >= CpuSampleUs)
        {
            _cpuSampledAtUs = nowUs;
            Volatile.Write(ref _cpuUs, ThreadCpu.NowUs);
        }
    }

    private void BringIn(long nowUs)
    {
        while (_arriving < _maxArriving && _arrivals.TryPeek(out var viewer, out var dueUs) && dueUs <= nowUs)
        {
            _arrivals.Dequeue();
            viewer.Generation++;
            var number = viewer.Number;
            viewer.Descriptor = TcpSocket.BeginConnect(_plan.Servers[viewer.Server].EndPoint, number < _plan.SmallBuffers);
            viewer.Phase = ViewerPhase.Connecting;
            _arriving++;
            _epoll.Add(viewer.Descriptor, Epoll.Writable, TagOf(viewer));
        }
    }

    // Goes round all viewers once in the interval, a few at a time.
    private void KeepAlive(long nowUs)
    {
        var due = (long)(nowUs / (double)KeepAliveUs * _viewers.Length);
        if (due - _keptAlive > _viewers.Length)
        {
            _keptAlive = due - 1;
        }

        for (; _keptAlive < due; _keptAlive++)
        {
            var viewer = _viewers[_keptAlive % _viewers.Length];
            if (viewer.Phase == ViewerPhase.In && viewer.Dialect.KeepAlive is { } frame)
            {
                Send(viewer, frame);
            }
        }
    }

    private void ComeBackLater(Viewer viewer, long askedMs)
    {
        if (_plan.ComeBack is { } comeBack)
        {
            _arrivals.Enqueue(viewer, MonotonicClock.NowUs + (askedMs * 1_000) + comeBack.DelayUs(viewer.Failures++, _random.NextDouble()));
        }
    }

    private void End(Viewer viewer)
    {
        if (viewer.Descriptor < 0)
        {
            return;
        }

        TcpSocket.Abort(viewer.Descriptor);
        viewer.Descriptor = -1;
        viewer.DropCut();
        (viewer.Parts, viewer.Early, viewer.IsFrozen) = (default, null, false);
        (viewer.JoinedAtUs, viewer.CaughtUpAtUs) = (0, 0);
        if (viewer.Phase == ViewerPhase.In)
        {
            Meter.In--;
        }
        else
        {
            _arriving--;
        }

        viewer.Phase = ViewerPhase.Away;
    }

    private ulong TagOf(Viewer viewer) => ((ulong)viewer.Generation << 32) | (uint)(viewer.Number / _plan.Threads);
}
