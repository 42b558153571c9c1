using CrossLive.LoadTests.Swarm;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>The clock of a run.</summary>
internal static class LiveClock
{
    /// <summary>Now, in ms; never steps back.</summary>
    public static double NowMs => MonotonicClock.NowUs / 1_000.0;
}
