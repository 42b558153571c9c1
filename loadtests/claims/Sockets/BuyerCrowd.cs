using System.Collections.Concurrent;
using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Publishing;

namespace CrossLive.LoadTests.Claims.Sockets;

/// <summary>
/// Buyers with a connection each. Closed loop: each claims again as soon as it is answered. Open loop: claims are due by a schedule, buyers by turns. A call's number
/// is its due time, so that its answer says how long it took.
/// </summary>
internal sealed class BuyerCrowd : IDisposable
{
    private const int ConnectingAtOnce = 16;
    private const int MaxProblems = 10;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ClaimSystem _system;
    private ClaimSocket[] _sockets = [];
    private long _keys;
    private volatile string? _closedLoopSale;
    private volatile LatencyMeter _meter = new();
    private long _sent;
    private long _answered;
    private long _granted;
    private long _refused;

    private BuyerCrowd(ClaimSystem system) => _system = system;

    /// <summary>What went wrong, the first of it.</summary>
    public IReadOnlyList<string> Problems => [.. _problems];

    /// <summary>Claims answered since the counts began.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Claims that got pieces since the counts began.</summary>
    public long Granted => Interlocked.Read(ref _granted);

    /// <summary>Claims that were refused since the counts began.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How long answers took since the counts began.</summary>
    public LatencyMeter Latency => _meter;

    /// <summary>Connects them.</summary>
    public static async Task<BuyerCrowd> ConnectAsync(ClaimSystem system, int buyers, CancellationToken cancellationToken)
    {
        var crowd = new BuyerCrowd(system);
        var sockets = new ClaimSocket[buyers];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, buyers),
            new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = cancellationToken },
            async (buyer, token) => sockets[buyer] = await ClaimSocket.ConnectAsync(system.Server, system.TargetOf(buyer), buyer, system.Wire, crowd.Take, (_, why) => crowd.Note(why), token));
        crowd._sockets = sockets;
        return crowd;
    }

    /// <summary>Counts from here on.</summary>
    public void BeginCounts()
    {
        _meter = new LatencyMeter();
        Interlocked.Exchange(ref _answered, 0);
        Interlocked.Exchange(ref _granted, 0);
        Interlocked.Exchange(ref _refused, 0);
    }

    /// <summary>Everybody claims, again and again.</summary>
    public void BeginClosedLoop(string sale)
    {
        _closedLoopSale = sale;
        foreach (var socket in _sockets)
        {
            Claim(socket, sale, MonotonicClock.NowUs);
        }
    }

    /// <summary>Nobody claims again; waits until everybody is answered.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _closedLoopSale = null;
        for (var untilUs = MonotonicClock.NowUs + (long)AnswerPatience.TotalMicroseconds; Interlocked.Read(ref _sent) > 0; await Task.Delay(5, cancellationToken))
        {
            if (MonotonicClock.NowUs > untilUs)
            {
                Note($"{Interlocked.Read(ref _sent)} claims were not answered");
                return;
            }
        }
    }

    /// <summary>So many claims when they are due, then waits until they are answered.</summary>
    public async Task RunOpenLoopAsync(string sale, double rate, long claims, CancellationToken cancellationToken)
    {
        using var publisher = new Sender(this, sale, claims);
        publisher.Start(new Schedule(MonotonicClock.NowUs + 10_000, rate));
        while (publisher.Sent < claims)
        {
            await Task.Delay(5, cancellationToken);
        }

        publisher.Stop();
        await EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private void Claim(ClaimSocket socket, string sale, long dueUs)
    {
        Interlocked.Increment(ref _sent);
        var key = Interlocked.Increment(ref _keys).ToString(CultureInfo.InvariantCulture);
        socket.Send(_system.Wire.Claim(dueUs, key, sale, 1));
    }

    private void Take(ClaimSocket socket, ClaimAnswer answer)
    {
        var nowUs = MonotonicClock.NowUs;
        _meter.Record(nowUs - answer.Id);
        Interlocked.Increment(ref _answered);
        if (!answer.IsOk)
        {
            Interlocked.Increment(ref _refused);
        }
        else if (answer.Status == (int)ClaimStatus.Reserved)
        {
            Interlocked.Increment(ref _granted);
        }

        Interlocked.Decrement(ref _sent);
        if (_closedLoopSale is { } sale)
        {
            Claim(socket, sale, nowUs);
        }
    }

    private void Note(string problem)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Enqueue(problem);
        }
    }

    private sealed class Sender(BuyerCrowd crowd, string sale, long claims) : EventPublisher
    {
        private long _sentClaims;

        public override IReadOnlyList<string> Problems => [];

        public long Sent => Interlocked.Read(ref _sentClaims);

        protected override void Publish(IReadOnlyList<long> dueUs)
        {
            foreach (var due in dueUs)
            {
                if (_sentClaims < claims)
                {
                    crowd.Claim(crowd._sockets[_sentClaims % crowd._sockets.Length], sale, due);
                    Interlocked.Increment(ref _sentClaims);
                }
            }
        }
    }
}
