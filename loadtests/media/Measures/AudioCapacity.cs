using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Senders;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Measures;

/// <summary>
/// Where a link can carry audio: every window of <see cref="WindowMs"/> that begins between as long before a moment and as long after it carries so long a
/// piece of audio at its low rate with all headers. Everything else is an outage.
/// </summary>
internal static class AudioCapacity
{
    /// <summary>A window, and how late audio may be, in ms.</summary>
    public const int WindowMs = 200;

    // A packet for each frame.
    private static readonly double NeededBytes = (MediaClock.AudioBytes(PlatformProfile.LowAudioBps) + Segment.HeaderBytes) * WindowMs / MediaClock.AudioFrameMs;

    /// <summary>For each ms of a run, whether it can.</summary>
    public static bool[] Of(LinkTrace trace, long lengthMs)
    {
        var isEnough = new bool[lengthMs + (3 * WindowMs)];
        for (var i = 0; i < isEnough.Length; i++)
        {
            // Before the run there is no outage.
            isEnough[i] = i < WindowMs || trace.Bytes(i - WindowMs, i) >= NeededBytes;
        }

        var can = new bool[lengthMs];
        var lastBadMs = long.MinValue / 2;
        for (long i = 0; i < isEnough.Length; i++)
        {
            // Windows are kept by their ends: those that begin from 200 ms before t to 200 ms after it end from t to t + 400.
            lastBadMs = isEnough[i] ? lastBadMs : i;
            if (i - (2 * WindowMs) is >= 0 and var t && t < lengthMs)
            {
                can[t] = lastBadMs < t;
            }
        }

        return can;
    }
}
