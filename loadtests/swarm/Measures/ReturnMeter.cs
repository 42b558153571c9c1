using CrossLive.LoadTests.Swarm.Viewers;
using HdrHistogram;

namespace CrossLive.LoadTests.Swarm.Measures;

/// <summary>How viewers came back after their connections had broken.</summary>
/// <param name="Missing">Those that are not in the room, or have not caught up with the head that their join named.</param>
/// <param name="LastUs">From the break until the last of the others had caught up, in µs.</param>
/// <param name="BackUs">The same for each, in µs.</param>
/// <param name="Behind">Viewers whose last event is not the newest that any has seen.</param>
public sealed record ReturnMeter(int Missing, long LastUs, LongHistogram BackUs, int Behind)
{
    private const int Digits = 3;

    /// <summary>Looks at all viewers.</summary>
    public static async Task<ReturnMeter> TakeAsync(ViewerSwarm swarm, long brokeAtUs)
    {
        var lockObject = new Lock();
        var (missing, lastUs, back) = (0, 0L, new LongHistogram(SwarmMeter.MaxLatencyUs, Digits));
        List<long> sequences = [];
        await swarm.OnEachAsync(loop =>
        {
            lock (lockObject)
            {
                foreach (var viewer in loop.Viewers)
                {
                    sequences.Add(viewer.Sequence);
                    if (viewer.CaughtUpAtUs == 0)
                    {
                        missing++;
                    }
                    else if (viewer.CaughtUpAtUs >= brokeAtUs)
                    {
                        lastUs = Math.Max(lastUs, viewer.CaughtUpAtUs - brokeAtUs);
                        back.RecordValue(Math.Min(viewer.CaughtUpAtUs - brokeAtUs, SwarmMeter.MaxLatencyUs));
                    }
                }
            }
        });
        var newest = sequences.Max();
        return new ReturnMeter(missing, lastUs, back, sequences.Count(sequence => sequence != newest));
    }
}
