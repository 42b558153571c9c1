using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>The product's <see cref="BitrateController"/>; its decisions go into the log.</summary>
internal sealed class ControllerControl(SendLog log, SenderSettings settings, InFlightShape shape) : IStreamControl
{
    private readonly BitrateController _controller = new(
        new DestinationSettings(PlatformProfiles.Generic with { AudioBps = settings.AudioBps }, MediaTransport.Rtmp) { MaxVideoBps = settings.VideoBps, Shape = shape, Pace = BitratePace.Stocked },
        startMs: 0);

    /// <inheritdoc/>
    public MediaMode Mode => _controller.Mode;

    /// <inheritdoc/>
    public int VideoBps => _controller.VideoBps;

    /// <inheritdoc/>
    public int AudioBps => _controller.AudioBps;

    /// <inheritdoc/>
    public long CapBytes => _controller.CapBytes;

    /// <inheritdoc/>
    public void Observe(in LinkMeasurement link)
    {
        _controller.Observe(link);
        while (_controller.TryTakeDecision(out var decision))
        {
            log.Decide(decision.AtMs, decision.Mode == MediaMode.Slate ? 0 : decision.VideoBps, decision.Reason.ToString(), decision.Explanation);
        }
    }
}
