using CrossLive.LoadTests.Media.Links;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>
/// What could be done by whoever knows the link ahead: on their way are the bytes that the link will carry within the next <paramref name="aheadMs"/>, and
/// video has the rate that it will carry in the next half second. No real sender can; it bounds what they can be asked for.
/// </summary>
internal sealed class OracleControl(SendLog log, SenderSettings settings, LinkTrace trace, int roundTripMs, int aheadMs) : IStreamControl
{
    private const int RateAheadMs = 500, RateEveryMs = 100;
    private long _nowMs;

    /// <inheritdoc/>
    public MediaMode Mode => MediaMode.Picture;

    /// <inheritdoc/>
    public int VideoBps { get; private set; } = BitrateLimits.FirstVideoBps;

    /// <inheritdoc/>
    public int AudioBps { get; private set; } = settings.AudioBps;

    /// <inheritdoc/>
    public long CapBytes => trace.Bytes(_nowMs + (roundTripMs / 4), _nowMs + (roundTripMs / 4) + aheadMs);

    /// <inheritdoc/>
    public void Observe(in LinkMeasurement link)
    {
        _nowMs = link.AtMs;
        if (_nowMs % RateEveryMs == 0)
        {
            var bps = trace.Bytes(_nowMs, _nowMs + RateAheadMs) * 8_000.0 / RateAheadMs;
            VideoBps = (int)Math.Clamp(bps - settings.AudioBps, BitrateLimits.LeastVideoBps, settings.VideoBps);

            // Of the windows that the next second holds, the worst decides: audio before a bad moment is small already.
            var worst = Enumerable.Range(0, RateAheadMs * 2 / RateEveryMs).Min(i => trace.Bytes(_nowMs + (i * RateEveryMs), _nowMs + ((i + 2) * RateEveryMs)) * 4_000.0 / RateEveryMs);
            AudioBps = worst < BitrateLimits.LowAudioBelowBps ? PlatformProfile.LowAudioBps : settings.AudioBps;
            log.Decide(_nowMs, VideoBps, "Known", "what the link will carry");
        }
    }
}
