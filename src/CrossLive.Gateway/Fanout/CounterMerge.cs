using CrossLive.Protocol.Frames;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// Likes and viewer counts within one frame, merged by platform: counters are totals, so of several the last one says it all. Those before it keep their
/// place in the sequence and say nothing. Whoever applies the whole frame sees the same.
/// </summary>
internal static class CounterMerge
{
    /// <summary>The events, with totals that a later one of them replaces left out.</summary>
    public static WireEvent[] Of(WireEvent[] events)
    {
        if (events.Count(IsCounters) < 2)
        {
            return events;
        }

        HashSet<string> likes = new(StringComparer.Ordinal);
        HashSet<string> viewers = new(StringComparer.Ordinal);
        var merged = (WireEvent[])events.Clone();
        for (var i = merged.Length - 1; i >= 0; i--)
        {
            if (merged[i].Event is { Body: CountersMerged counters } e)
            {
                var left = new CountersMerged(Without(counters.Likes, likes), Without(counters.Viewers, viewers));
                merged[i] = WireEvent.Of(e with { Body = left });
            }
        }

        return merged;
    }

    private static bool IsCounters(WireEvent e) => e.Event?.Body is CountersMerged;

    private static PlatformCount[] Without(IReadOnlyList<PlatformCount> counts, HashSet<string> replaced) => [.. counts.Where(count => replaced.Add(count.Platform))];
}
