using System.Diagnostics;

namespace CrossLive.LoadTests.Swarm;

/// <summary>CLOCK_MONOTONIC in µs: one clock for all processes of this machine, so that a peer can write due times too.</summary>
public static class MonotonicClock
{
    private static readonly double UsPerTick = 1e6 / Stopwatch.Frequency;

    /// <summary>Now.</summary>
    public static long NowUs => (long)(Stopwatch.GetTimestamp() * UsPerTick);
}
