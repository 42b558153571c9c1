using CrossLive.LoadTests.Media.Encoding;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>OBS Studio, simulated: <see cref="ObsBitrate"/> decides; one queue in order of time, and a thread that writes a packet after the other and blocks in the send buffer.</summary>
internal sealed class ObsDynamicBitrate(TcpPath path, SendLog log, SenderSettings settings) : ISender
{
    private readonly EncoderModel _encoder = new(settings.Seed, settings.VideoBps);
    private readonly ObsBitrate _bitrate = new(settings.VideoBps / 1_000, settings.AudioBps / 1_000);
    private readonly Queue<MediaUnit> _queue = new();
    private long _beganMs, _newestPictureMs;
    private int _written = -1;

    /// <inheritdoc/>
    public IdleReason Idle => _queue.Count > 0 || path.IsHeldByTcp ? IdleReason.Tcp : _bitrate.Kbps < settings.VideoBps / 1_000 ? IdleReason.Rate : IdleReason.HighestRate;

    /// <inheritdoc/>
    public void Pass(long nowMs)
    {
        if (MediaClock.IsAudio(nowMs))
        {
            _queue.Enqueue(new MediaUnit(log.AudioFrame(nowMs), MediaKind.Audio, nowMs, MediaClock.AudioBytes(settings.AudioBps)));
        }

        if (MediaClock.IsPicture(nowMs))
        {
            var (bytes, isKeyframe) = _encoder.Encode(nowMs, isKeyframeForced: false);
            Adapt(nowMs);
            _queue.Enqueue(new MediaUnit(log.Picture(nowMs), MediaKind.Video, nowMs, bytes, isKeyframe));
            _newestPictureMs = nowMs;
        }

        while (_queue.TryPeek(out var unit))
        {
            if (_written < 0)
            {
                (_written, _beganMs) = (0, nowMs);
            }

            var bytes = (int)Math.Min(unit.Bytes - _written, path.FreeBytes);
            if (bytes == 0)
            {
                return;
            }

            _written += bytes;
            log.Write(bytes, unit, _written == unit.Bytes);
            if (_written == unit.Bytes)
            {
                _queue.Dequeue();
                _written = -1;
                _bitrate.NoteWrite(_beganMs, nowMs, unit.Bytes);
            }
        }
    }

    private void Adapt(long nowMs)
    {
        var first = _queue.Where(unit => unit.Kind == MediaKind.Video).Select(unit => (long?)unit.CapturedAtMs).FirstOrDefault();
        foreach (var decision in _bitrate.PictureComes(nowMs, _queue.Count, _newestPictureMs - first))
        {
            _encoder.TargetBps = decision.VideoBps;
            log.Decide(decision.AtMs, decision.VideoBps, decision.Reason, decision.Explanation);
        }
    }
}
