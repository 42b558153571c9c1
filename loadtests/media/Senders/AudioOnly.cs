using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>Audio at its low rate and nothing else: what is late for it is the link's fault.</summary>
internal sealed class AudioOnly(SendLog log) : ISender
{
    /// <inheritdoc/>
    public IdleReason Idle => IdleReason.HighestRate;

    /// <inheritdoc/>
    public void Pass(long nowMs)
    {
        if (MediaClock.IsAudio(nowMs))
        {
            var bytes = MediaClock.AudioBytes(PlatformProfile.LowAudioBps);
            log.Write(bytes, new MediaUnit(log.AudioFrame(nowMs), MediaKind.Audio, nowMs, bytes), isLast: true);
        }
    }
}
