using CrossLive.Protocol;
using CrossLive.Protocol.Calls;

namespace CrossLive.Client;

/// <content>The comparison of clocks: a few quick probes after each join, then one now and then.</content>
public sealed partial class RoomClient
{
    private const int QuickProbes = 4;

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

            var pause = probes < QuickProbes ? QuickProbeInterval : _options.ClockProbeInterval;
            await Task.Delay(pause, _time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Monotonic: a step of the machine's own clock changes nothing.
    private double NowMs() => _time.GetElapsedTime(0).TotalMilliseconds;
}
