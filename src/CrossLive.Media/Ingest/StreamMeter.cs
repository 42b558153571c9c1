using CrossLive.Media.Codecs;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Ingest;

/// <summary>Measures what a publisher sends. Times are ms since it began, and never step back. Not safe for threads.</summary>
public sealed class StreamMeter
{
    private const int WindowSeconds = 4;
    private const int MaxEncoderLength = 100;

    // One bucket more than the window for the second that is running.
    private readonly Second[] _seconds = new Second[WindowSeconds + 1];
    private readonly ArrivalLag _lag = new();
    private string? _videoCodec;
    private string? _audioCodec;
    private H264Configuration? _pictures;
    private AacConfiguration? _sound;
    private string? _encoder;
    private FlvTagKind? _missing;
    private uint? _keyframeAtMs;
    private long? _keyframeIntervalMs;
    private long _frames;
    private long _receivedBytes;
    private long _lastMediaAtMs;

    /// <summary>Whether a keyframe has come.</summary>
    public bool HasPicture => _keyframeAtMs is not null;

    /// <summary>Notes a tag.</summary>
    public void Take(FlvTag tag, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(tag);
        _receivedBytes += tag.Body.Length;
        if (tag.Kind == FlvTagKind.Script)
        {
            NoteEncoder(tag);
            return;
        }

        _lastMediaAtMs = nowMs;
        _lag.Take(tag.TimestampMs, nowMs);
        ref var second = ref At(nowMs);
        if (tag.Kind == FlvTagKind.Audio)
        {
            second.AudioBytes += tag.Body.Length;
            _sound = AacConfiguration.Of(tag) ?? _sound;
            _audioCodec = NameOf(tag, _audioCodec);
        }
        else
        {
            second.VideoBytes += tag.Body.Length;
            _pictures = H264Configuration.Of(tag) ?? _pictures;
            _videoCodec = NameOf(tag, _videoCodec);
            NoteFrame(tag, ref second);
        }

        _missing = _missing == tag.Kind ? null : _missing;
    }

    /// <summary>Notes that one track has run for a while without the other.</summary>
    public void NoteMissing(FlvTagKind kind) => _missing = kind;

    /// <summary>What was measured.</summary>
    /// <param name="clockRestarts">How often the publisher's clock began anew.</param>
    /// <param name="holdMs">See <see cref="RtmpPublisher.HoldMs"/>.</param>
    public StreamReport ToReport(long nowMs, int clockRestarts, int holdMs = 0)
    {
        var (audioBytes, videoBytes, frames) = (0L, 0L, 0L);
        var current = nowMs / 1000;
        foreach (var second in _seconds)
        {
            if (second.Number < current && second.Number >= current - WindowSeconds)
            {
                (audioBytes, videoBytes, frames) = (audioBytes + second.AudioBytes, videoBytes + second.VideoBytes, frames + second.Frames);
            }
        }

        // Whole seconds: nothing is said of rates in the first one.
        var seconds = Math.Min(current, WindowSeconds);
        double PerSecond(double sum) => seconds == 0 ? 0 : Math.Round(sum / seconds, 1);
        return new StreamReport(Math.Max(0, nowMs - _lastMediaAtMs), new StreamFacts(
            _encoder,
            _videoCodec is null ? null : new VideoFacts(_pictures?.Codec ?? _videoCodec, _pictures?.WidthPx, _pictures?.HeightPx, PerSecond(frames), PerSecond(videoBytes / 125d), _keyframeIntervalMs, _frames),
            _audioCodec is null ? null : new AudioFacts(_sound?.Codec ?? _audioCodec, _sound?.SampleRateHz, _sound?.Channels, PerSecond(audioBytes / 125d)),
            _missing switch { FlvTagKind.Audio => "audio", FlvTagKind.Video => "video", _ => null },
            _receivedBytes,
            clockRestarts)
        {
            LagMs = _lag.At(nowMs),
            HoldMs = holdMs,
        });
    }

    private static string? NameOf(FlvTag tag, string? known) => tag.Head.Codec == FlvCodec.None ? known : tag.Head.Codec.ToString();

    private void NoteFrame(FlvTag tag, ref Second second)
    {
        if (!tag.Head.IsFrame)
        {
            return;
        }

        _frames++;
        second.Frames++;
        if (tag.Head.IsKeyFrame)
        {
            _keyframeIntervalMs = _keyframeAtMs is { } before ? unchecked(tag.TimestampMs - before) : null;
            _keyframeAtMs = tag.TimestampMs;
        }
    }

    private void NoteEncoder(FlvTag tag)
    {
        // The session has read it before, so it can be read.
        if (Amf0.Read(tag.Body.Span, new RtmpLimits()) is [_, Dictionary<string, object?> metadata, ..] && metadata.GetValueOrDefault("encoder") is string { Length: > 0 } encoder)
        {
            _encoder = new string([.. encoder.Take(MaxEncoderLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        }
    }

    private ref Second At(long nowMs)
    {
        var number = nowMs / 1000;
        ref var second = ref _seconds[number % _seconds.Length];
        if (second.Number != number)
        {
            second = new Second { Number = number };
        }

        return ref second;
    }

    private struct Second
    {
        public long Number;
        public long AudioBytes;
        public long VideoBytes;
        public long Frames;
    }
}
