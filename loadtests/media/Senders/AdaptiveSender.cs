using CrossLive.LoadTests.Media.Encoding;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>
/// Ours: the product's <see cref="SendQueue"/> over the connection, as a control says. The socket's figures are read every <see cref="PollMs"/>; what waits is
/// written then, and when a picture or an audio frame comes.
/// </summary>
internal sealed class AdaptiveSender(TcpPath path, SendLog log, SenderSettings settings, IStreamControl control) : ISender
{
    /// <summary>How often the socket's figures are read.</summary>
    public const int PollMs = 2;

    // A static picture at 6 kbps, and its keyframe.
    private const int SlateBytes = 25, SlateKeyframeBytes = 3_000;
    private readonly EncoderModel _encoder = new(settings.Seed, BitrateLimits.FirstVideoBps);
    private readonly SendQueue _queue = new();

    /// <inheritdoc/>
    public IdleReason Idle =>
        path.IsHeldByTcp ? IdleReason.Tcp
        : _queue.AudioBytes + _queue.VideoBytes > 0 ? IdleReason.Window
        : control.Mode == MediaMode.Slate ? IdleReason.Slate
        : _queue.NeedsKeyframe ? IdleReason.Keyframe
        : control.VideoBps < settings.VideoBps ? IdleReason.Rate
        : IdleReason.HighestRate;

    /// <inheritdoc/>
    public void Pass(long nowMs)
    {
        var (isAudio, isPicture) = (MediaClock.IsAudio(nowMs), MediaClock.IsPicture(nowMs));
        if (nowMs % PollMs == 0)
        {
            Observe(nowMs);
        }
        else if (!isAudio && !isPicture)
        {
            return;
        }

        if (isAudio)
        {
            _queue.Add(new MediaUnit(log.AudioFrame(nowMs), MediaKind.Audio, nowMs, MediaClock.AudioBytes(control.AudioBps)));
        }

        if (isPicture)
        {
            Picture(nowMs);
        }

        _queue.DropLate(nowMs, MediaLimits.MaxVideoMs, MediaLimits.MaxAudioMs);
        while (true)
        {
            var videoBytes = Math.Min(control.CapBytes - path.UnackedBytes, path.FreeBytes);
            var audioBytes = Math.Min(control.CapBytes + MediaLimits.AudioReserveBytes - path.UnackedBytes, path.FreeBytes);
            if (!_queue.TryTake(audioBytes, videoBytes, out var slice))
            {
                return;
            }

            log.Write(slice.Bytes, slice.Unit, slice.IsLast);
        }
    }

    private void Picture(long nowMs)
    {
        var id = log.Picture(nowMs);
        if (control.Mode == MediaMode.Slate)
        {
            _queue.Add(new MediaUnit(SendLog.Slate, MediaKind.Video, nowMs, _queue.NeedsKeyframe ? SlateKeyframeBytes : SlateBytes, _queue.NeedsKeyframe));
        }
        else if (_queue.OldestVideoMs(nowMs) <= MediaLimits.SkipAboveMs)
        {
            var (bytes, isKeyframe) = _encoder.Encode(nowMs, _queue.NeedsKeyframe);
            _queue.Add(new MediaUnit(id, MediaKind.Video, nowMs, bytes, isKeyframe));
        }
    }

    private void Observe(long nowMs)
    {
        var mode = control.Mode;
        control.Observe(new LinkMeasurement(nowMs, path.AckedBytes, path.UnackedBytes, path.RoundTripMs, path.SentPackets, path.RepeatedPackets, _queue.OldestVideoMs(nowMs)));
        if (mode != control.Mode)
        {
            // Another picture: nothing of the old one is of use, and the decoder needs a keyframe.
            _queue.DropVideo();
        }

        _encoder.TargetBps = control.VideoBps;
    }
}
