using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Client;

/// <content>
/// The comparison of clocks: a few quick probes after each join, then one now and then, and more of them before a sale opens. Each answer's number is sent
/// back at once: that is how the server measures the way there and back, which a claim in a sale is credited with.
/// </content>
public sealed partial class RoomClient
{
    // One more than the server needs for its credit: one may get lost.
    private const int QuickProbes = FairnessLimits.LeastRoundTrips + 1;

    private const double UnknownClockPauseMs = 100;
    private const double LongestReleasePauseMs = 60_000;

    private static readonly TimeSpan QuickProbeInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The clock comparison that is trusted, in milliseconds; null before the first answer.</summary>
    public ClockProbe? Clock
    {
        get
        {
            lock (_gate)
            {
                return _clock.Best;
            }
        }
    }

    /// <summary>The server's clock now, in milliseconds since 1970 UTC; null before the first answer. Wrong by half of <see cref="Clock"/>'s round trip at most.</summary>
    public double? ServerNowUnixMs => Clock is { } probe ? NowMs() + probe.OffsetMs : null;

    // Completed, and made anew, when a sale's opening is announced: the next comparison may be due sooner than was thought.
    private TaskCompletionSource _openingAnnounced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepClockAsync(RoomSession session, CancellationToken over)
    {
        for (var probes = 1; _options.ClockProbeInterval != Timeout.InfiniteTimeSpan && !over.IsCancellationRequested; probes++)
        {
            try
            {
                using var late = new CancellationTokenSource(_options.AnswerTimeout, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(over, late.Token);
                var reply = await session.CallAsync<TimeReply>(HubMethods.Time, new TimeCall(NowMs()), either.Token);
                var probe = new ClockProbe(reply.ClientMs, reply.ReceivedUnixMs, reply.SentUnixMs, NowMs());
                if (reply.Number is { } number)
                {
                    await session.SendAsync(HubMethods.TimeAck, new TimeAckCall(number), either.Token);
                }

                lock (_gate)
                {
                    _clock.Add(probe);
                }
            }
            catch (Exception error)
            {
                if (over.IsCancellationRequested)
                {
                    return;
                }

                LogClockProbeFailed(error, _options.Room);
            }

            await PauseBeforeProbeAsync(probes < QuickProbes ? QuickProbeInterval : _options.ClockProbeInterval, over);
        }
    }

    private async Task PauseBeforeProbeAsync(TimeSpan otherwise, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            // Before the look at the sales: what is announced after it has them looked at again.
            var announced = Volatile.Read(ref _openingAnnounced).Task;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(over);
            var pause = Task.Delay(UntilNextProbe(otherwise), _time, ended.Token);
            var first = await Task.WhenAny(pause, announced);
            await ended.CancelAsync();
            if (first == pause)
            {
                return;
            }
        }
    }

    private TimeSpan UntilNextProbe(TimeSpan otherwise)
    {
        lock (_gate)
        {
            if (_clock.Best is not { } best)
            {
                return otherwise;
            }

            var now = NowMs();
            return _timeline.Sales.Where(sale => sale.Phase == SalePhase.Armed)
                .Select(sale => new ReleasePlan(sale.Offer.OpensAtUnixMs, best.OffsetMs, 0).RemainingMs(now))
                .Where(remaining => remaining - ReleasePlan.ProbeIntervalMs >= ReleasePlan.ProbeUntilMs)
                .Select(remaining => TimeSpan.FromMilliseconds(Math.Max(ReleasePlan.ProbeIntervalMs, Math.Min(remaining - ReleasePlan.ProbeFromMs, otherwise.TotalMilliseconds))))
                .Append(otherwise)
                .Min();
        }
    }

    // A pause that is waited for at the moment is ended; called under the lock.
    private void NoteSale(RoomUpdate update)
    {
        if (update is ViewRestarted or EventHappened { Event.Body: SaleShown { View.Phase: SalePhase.Armed } })
        {
            Interlocked.Exchange(ref _openingAnnounced, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    // Monotonic: a step of the machine's own clock changes nothing.
    private double NowMs() => _time.GetElapsedTime(0).TotalMilliseconds;
}
