using CrossLive.LoadTests.Media.Encoding;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>
/// OBS Studio's "dynamically change bitrate" (obs-outputs, rtmp-stream), re-implemented from its behaviour: one queue in order of time; a thread that writes
/// a packet after the other and blocks in the send buffer; the rate of the last 1 to 2 s of writes, less audio, 50 kbps at least, is the estimate. Whenever a
/// picture is queued while 5 packets or more wait and the pictures among them span 200 ms: where the estimate is below the bitrate it becomes the bitrate,
/// rounded down to 100 kbps, and the estimate begins anew; else the bitrate goes back to what it was before it was raised last. 4 s after a change it is
/// raised by a tenth of the original, again and again. Nothing is dropped while it is on.
/// </summary>
internal sealed class ObsDynamicBitrate(TcpPath path, SendLog log, SenderSettings settings) : ISender
{
    private const int LeastPackets = 5, LeastEstimateMs = 1_000, MostEstimateMs = 2_000, TriggerMs = 200, RaiseAfterMs = 4_000, LeastKbps = 50, StepKbps = 100;
    private readonly EncoderModel _encoder = new(settings.Seed, settings.VideoBps);
    private readonly Queue<MediaUnit> _queue = new();
    private readonly Queue<(long BeganMs, long EndedMs, int Bytes)> _writes = new();
    private readonly long _originalKbps = settings.VideoBps / 1_000;
    private long _kbps = settings.VideoBps / 1_000;
    private long _previousKbps, _estimateKbps, _raiseAtMs, _writesBytes, _beganMs, _newestPictureMs;
    private int _written = -1;

    /// <inheritdoc/>
    public IdleReason Idle => _queue.Count > 0 || path.IsHeldByTcp ? IdleReason.Tcp : _kbps < _originalKbps ? IdleReason.Rate : IdleReason.HighestRate;

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
                NoteWrite(nowMs, unit.Bytes);
            }
        }
    }

    private void NoteWrite(long nowMs, int bytes)
    {
        _writes.Enqueue((_beganMs, nowMs, bytes));
        _writesBytes += bytes;
        var tookMs = nowMs - _writes.Peek().BeganMs;
        if (tookMs >= MostEstimateMs)
        {
            _writesBytes -= _writes.Dequeue().Bytes;
        }

        _estimateKbps = tookMs >= LeastEstimateMs ? Math.Max(LeastKbps, (_writesBytes * 8 / tookMs) - (settings.AudioBps / 1_000)) : 0;
    }

    private void Adapt(long nowMs)
    {
        if (_raiseAtMs > 0 && nowMs >= _raiseAtMs)
        {
            _previousKbps = _kbps;
            _kbps = Math.Min(_originalKbps, _kbps + (_originalKbps / 10));
            _raiseAtMs = _kbps < _originalKbps ? nowMs + RaiseAfterMs : 0;
            _encoder.TargetBps = _kbps * 1_000;
            log.Decide(nowMs, _kbps * 1_000, "Raised", "a tenth of the original, 4 s after the last change");
        }

        if (_queue.Count < LeastPackets || !_queue.Any(unit => unit.Kind == MediaKind.Video))
        {
            return;
        }

        if (_newestPictureMs - _queue.First(unit => unit.Kind == MediaKind.Video).CapturedAtMs < TriggerMs)
        {
            return;
        }

        var kbps = _previousKbps;
        if (_estimateKbps > 0 && _estimateKbps < _kbps)
        {
            kbps = Math.Max(LeastKbps, _estimateKbps / StepKbps * StepKbps);
            _writes.Clear();
            _writesBytes = 0;
        }

        if (kbps > 0 && kbps != _kbps)
        {
            (_kbps, _previousKbps, _raiseAtMs) = (kbps, 0, nowMs + RaiseAfterMs);
            _encoder.TargetBps = _kbps * 1_000;
            log.Decide(nowMs, _kbps * 1_000, "Lowered", $"pictures of {TriggerMs} ms or more wait, estimate {_estimateKbps} kbps");
        }
    }
}
