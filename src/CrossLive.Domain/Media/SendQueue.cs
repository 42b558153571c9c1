namespace CrossLive.Media;

/// <summary>A piece of a unit that may be written now.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Bytes">So many more of its bytes.</param>
/// <param name="IsLast">True where it is whole with them.</param>
public readonly record struct SendSlice(MediaUnit Unit, int Bytes, bool IsLast);

/// <summary>
/// What waits for one destination, in two queues: audio goes before video, between two slices of a picture too (RTMP's chunk streams and TS packets allow it).
/// Late pictures are dropped, and then all until a keyframe, because a decoder can do nothing with what lies between. A picture of which a slice has been
/// written is written whole. Not thread-safe.
/// </summary>
public sealed class SendQueue
{
    private readonly Queue<MediaUnit> _audio = new();
    private readonly Queue<MediaUnit> _video = new();
    private int _audioWritten;
    private int _videoWritten;
    private bool _skipsToKeyframe;

    /// <summary>Bytes of audio that wait.</summary>
    public long AudioBytes { get; private set; }

    /// <summary>Bytes of video that wait.</summary>
    public long VideoBytes { get; private set; }

    /// <summary>Pictures dropped so far.</summary>
    public long DroppedPictures { get; private set; }

    /// <summary>Audio frames dropped so far.</summary>
    public long DroppedAudio { get; private set; }

    /// <summary>True from a dropped picture until a keyframe has come: the encoder is to make one.</summary>
    public bool NeedsKeyframe => _skipsToKeyframe;

    /// <summary>How long the oldest picture has waited since it was captured, in ms; 0 where none waits.</summary>
    public long OldestVideoMs(long nowMs) => _video.TryPeek(out var first) ? nowMs - first.CapturedAtMs : 0;

    /// <summary>The same of audio.</summary>
    public long OldestAudioMs(long nowMs) => _audio.TryPeek(out var first) ? nowMs - first.CapturedAtMs : 0;

    /// <summary>
    /// A unit comes. Audio is always taken; the oldest goes where <see cref="MediaLimits.MaxAudioFrames"/> wait. A picture is dropped while a keyframe is
    /// awaited; one that would be more than <see cref="MediaLimits.MaxVideoBytes"/> drops all that wait.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A unit without bytes.</exception>
    public void Add(MediaUnit unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit.Bytes, nameof(unit));
        if (unit.Kind == MediaKind.Audio)
        {
            _audio.Enqueue(unit);
            AudioBytes += unit.Bytes;
            if (_audio.Count > MediaLimits.MaxAudioFrames && _audioWritten == 0)
            {
                DropOldestAudio();
            }

            return;
        }

        if (VideoBytes + unit.Bytes > MediaLimits.MaxVideoBytes)
        {
            DropVideo();
        }

        if (_skipsToKeyframe && !unit.IsKeyframe)
        {
            DroppedPictures++;
            return;
        }

        _skipsToKeyframe = false;
        _video.Enqueue(unit);
        VideoBytes += unit.Bytes;
    }

    /// <summary>Drops what is too late: pictures all at once as soon as the oldest is older than it may be, audio frame by frame.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="maxVideoMs">How old the oldest picture may be, in ms.</param>
    /// <param name="maxAudioMs">How old audio may be, in ms.</param>
    public void DropLate(long nowMs, long maxVideoMs, long maxAudioMs)
    {
        while (_audio.Count > 0 && _audioWritten == 0 && OldestAudioMs(nowMs) > maxAudioMs)
        {
            DropOldestAudio();
        }

        if (OldestVideoMs(nowMs) > maxVideoMs && _video.Count > (_videoWritten > 0 ? 1 : 0))
        {
            DropVideo();
        }
    }

    /// <summary>Drops all pictures but one that has been begun.</summary>
    public void DropVideo()
    {
        var keep = _videoWritten > 0 ? 1 : 0;
        for (var left = _video.Count - keep; left > 0; left--)
        {
            // The begun one stands first: it goes once around.
            if (keep == 1)
            {
                _video.Enqueue(_video.Dequeue());
                keep = 2;
            }

            VideoBytes -= _video.Dequeue().Bytes;
            DroppedPictures++;
        }

        _skipsToKeyframe = true;
    }

    /// <summary>Takes the next slice.</summary>
    /// <param name="audioBytes">So many bytes of audio may be written.</param>
    /// <param name="videoBytes">So many of video.</param>
    /// <param name="slice">What to write.</param>
    /// <returns>False where nothing waits that may be written.</returns>
    public bool TryTake(long audioBytes, long videoBytes, out SendSlice slice)
    {
        slice = default;
        if (_audio.TryPeek(out var audio))
        {
            var bytes = (int)Math.Min(audio.Bytes - _audioWritten, audioBytes);
            if (bytes <= 0)
            {
                // Audio is not passed by video.
                return false;
            }

            _audioWritten += bytes;
            AudioBytes -= bytes;
            slice = new SendSlice(audio, bytes, _audioWritten == audio.Bytes);
            if (slice.IsLast)
            {
                _audio.Dequeue();
                _audioWritten = 0;
            }

            return true;
        }

        if (_video.TryPeek(out var video))
        {
            var left = video.Bytes - _videoWritten;
            var bytes = (int)Math.Min(Math.Min(left, videoBytes), MediaLimits.MaxSliceBytes);
            if (bytes < Math.Min(left, MediaLimits.LeastSliceBytes))
            {
                return false;
            }

            _videoWritten += bytes;
            VideoBytes -= bytes;
            slice = new SendSlice(video, bytes, _videoWritten == video.Bytes);
            if (slice.IsLast)
            {
                _video.Dequeue();
                _videoWritten = 0;
            }

            return true;
        }

        return false;
    }

    private void DropOldestAudio()
    {
        AudioBytes -= _audio.Dequeue().Bytes;
        DroppedAudio++;
    }
}
