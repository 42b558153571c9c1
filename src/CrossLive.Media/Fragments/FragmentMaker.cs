using CrossLive.Media.Codecs;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Fragments;

/// <summary>
/// Makes fragmented MP4 (ISO/IEC 14496-12) of a stream's tags, H.264 and AAC, as they come. A file begins with a keyframe; another configuration of either track ends it, and the
/// next one begins with the next keyframe. Pure; not safe for threads.
/// </summary>
/// <param name="nowUnixMs">Asked when a file begins: it says when it was made.</param>
public sealed class FragmentMaker(FragmentLimits limits, Func<long> nowUnixMs)
{
    /// <summary>Encoders' times of sound are rounded: one that is off by less than this is where the frames before it end.</summary>
    private const int SoundToleranceMs = 20;

    private readonly List<FlvTag> _waiting = [];
    private readonly List<Mp4Piece> _made = [];
    private long _waitingBytes;
    private VideoTrack? _video;
    private AudioTrack? _audio;
    private bool _hasBegun;
    private bool _hasSeenPictures;
    private long _clockMs = -1;
    private long _originMs;
    private uint _sequence;
    private TrackSamples _pictures = new(Mp4Head.VideoId);
    private TrackSamples _sounds = new(Mp4Head.AudioId);
    private long _soundEnd;

    private bool FileHasVideo { get; set; }

    private bool FileHasAudio { get; set; }

    /// <summary>The next tag; what it completes.</summary>
    public IReadOnlyList<Mp4Piece> Take(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        _made.Clear();
        if (tag.Kind == FlvTagKind.Script)
        {
            return [];
        }

        if (tag.Head.IsSequenceHeader)
        {
            Configure(tag);
        }
        else if (tag.Head.IsFrame && FlvMedia.Of(tag) is { Data.IsEmpty: false })
        {
            var timeMs = Unwrapped(tag.TimestampMs);
            _hasSeenPictures |= tag.Kind == FlvTagKind.Video;
            if (_hasBegun)
            {
                Add(tag, timeMs);
            }
            else
            {
                Wait(tag, timeMs);
            }
        }

        return _made.Count == 0 ? [] : [.. _made];
    }

    /// <summary>The stream has ended; the rest.</summary>
    public IReadOnlyList<Mp4Piece> Finish()
    {
        _made.Clear();
        if (!_hasBegun && _waiting.Count > 0)
        {
            Begin();
        }

        EndFile();
        return [.. _made];
    }

    private void Configure(FlvTag tag)
    {
        var record = FlvMedia.Of(tag)?.Data ?? default;
        if (tag.Kind == FlvTagKind.Video)
        {
            if (H264Configuration.Of(tag) is { } pictures && !record.Span.SequenceEqual(_video is null ? default : _video.Record.Span))
            {
                EndFile();
                _video = new VideoTrack(record.ToArray(), pictures);
            }
        }
        else if (AacConfiguration.Of(tag) is { } sound && !record.Span.SequenceEqual(_audio is null ? default : _audio.Record.Span))
        {
            EndFile();
            _audio = new AudioTrack(record.ToArray(), sound);
        }
    }

    private void Wait(FlvTag tag, long timeMs)
    {
        if (tag.Kind == FlvTagKind.Video)
        {
            if (tag.Head.IsKeyFrame && _video is not null && !HoldsPictures())
            {
                // Sound before it belongs to no picture of the file.
                Forget();
            }
            else if (!HoldsPictures())
            {
                return;
            }
        }
        else if (_audio is null || (_hasSeenPictures && !HoldsPictures()))
        {
            return;
        }

        _waiting.Add(tag);
        _waitingBytes += tag.Body.Length;
        var waitedMs = timeMs - Unwrapped(_waiting[0].TimestampMs, timeMs);
        var isReady = HoldsPictures()
            ? _audio is not null || waitedMs >= limits.SoundWithinMs
            : waitedMs >= limits.PicturesWithinMs;
        if (isReady || _waitingBytes > limits.MaxWaitingBytes)
        {
            Begin();
        }
    }

    private bool HoldsPictures() => _waiting.Count > 0 && _waiting[0].Kind == FlvTagKind.Video;

    private void Begin()
    {
        (FileHasVideo, FileHasAudio) = (HoldsPictures(), _audio is not null);
        (_hasBegun, _sequence, _soundEnd) = (true, 0, -1);
        (_pictures, _sounds) = (new TrackSamples(Mp4Head.VideoId), new TrackSamples(Mp4Head.AudioId));
        _originMs = Unwrapped(_waiting[0].TimestampMs, _clockMs);
        var (video, audio) = (FileHasVideo ? _video : null, FileHasAudio ? _audio : null);
        _made.Add(new Mp4Piece.Head(Mp4Head.ForFragments(video, audio, nowUnixMs()), video, audio, _originMs));
        var waited = _waiting.ToArray();
        Forget();
        foreach (var tag in waited)
        {
            Add(tag, Unwrapped(tag.TimestampMs, _clockMs));
        }
    }

    private void Forget()
    {
        _waiting.Clear();
        _waitingBytes = 0;
    }

    private void Add(FlvTag tag, long timeMs)
    {
        var atMs = timeMs - _originMs;
        var isVideo = tag.Kind == FlvTagKind.Video;
        if (isVideo ? !FileHasVideo : !FileHasAudio)
        {
            return;
        }

        if (atMs >= limits.MaxFileMs && (isVideo ? tag.Head.IsKeyFrame : !FileHasVideo))
        {
            Cut(_pictures.Count > 0 ? atMs : null, atMs);
            _hasBegun = false;
            Wait(tag, timeMs);
            return;
        }

        if (IsFull(isVideo && tag.Head.IsKeyFrame, isVideo, atMs))
        {
            Cut(isVideo && _pictures.Count > 0 ? atMs : null, atMs);
        }

        var media = FlvMedia.Of(tag)!.Value;
        if (isVideo)
        {
            _pictures.Add(atMs, media.CompositionMs, tag.Head.IsKeyFrame, media.Data);
        }
        else if (atMs >= 0)
        {
            AddSound(atMs, media.Data);
        }
    }

    private void AddSound(long atMs, ReadOnlyMemory<byte> data)
    {
        var rate = _audio!.Configuration.SampleRateHz;
        var sent = atMs * rate / 1_000;
        var isNear = _soundEnd >= 0 && Math.Abs(sent - _soundEnd) * 1_000 <= (long)SoundToleranceMs * rate;
        _sounds.Add(isNear ? _soundEnd : sent, 0, isSync: true, data);
        _soundEnd = _sounds.Last + _audio.Configuration.SamplesPerFrame;
    }

    // A fragment ends before a keyframe. Where pictures stay away sound ends it, later: the pictures may only be late.
    private bool IsFull(bool isKeyframe, bool isVideo, long atMs)
    {
        if (_pictures.Count + _sounds.Count == 0)
        {
            return false;
        }

        if (isKeyframe)
        {
            return _pictures.Count > 0;
        }

        var lastedMs = atMs - StartMs();
        return (lastedMs >= limits.MaxFragmentMs && (isVideo || _pictures.Count == 0)) || lastedMs >= 2L * limits.MaxFragmentMs
            || _pictures.DataBytes + _sounds.DataBytes >= limits.MaxFragmentBytes;
    }

    private long StartMs() => _pictures.Count > 0 ? _pictures.Start : _sounds.Start * 1_000 / _audio!.Configuration.SampleRateHz;

    // nextPictureMs: when the next picture is decoded, where it is known.
    private void Cut(long? nextPictureMs, long? nowMs)
    {
        if (_pictures.Count + _sounds.Count == 0)
        {
            return;
        }

        var startMs = StartMs();
        var beginsWithKeyframe = !FileHasVideo || (_pictures.Count > 0 && _pictures.BeginsWithKeyframe);
        var pictureEnd = _pictures.Count == 0 ? 0
            : Math.Max(_pictures.Last + 1, nextPictureMs ?? Math.Max(_pictures.Last + Math.Max(1, _pictures.LastDuration), nowMs ?? 0));
        var soundEnd = _sounds.Count == 0 ? 0 : _soundEnd;
        var boxes = new BoxWriter(256 + ((_pictures.Count + _sounds.Count) * 16) + _pictures.DataBytes + _sounds.DataBytes);
        var moof = boxes.Begin("moof"u8);
        var head = boxes.Begin("mfhd"u8, 0, 0);
        boxes.U32(++_sequence);
        boxes.End(head);
        var pictureOffset = _pictures.Count > 0 ? _pictures.WriteTraf(boxes, pictureEnd) : 0;
        var soundOffset = _sounds.Count > 0 ? _sounds.WriteTraf(boxes, soundEnd) : 0;
        boxes.End(moof);
        var data = boxes.Begin("mdat"u8);
        if (_pictures.Count > 0)
        {
            boxes.Set32(pictureOffset, (uint)boxes.Length);
            _pictures.WriteData(boxes, pictureEnd);
        }

        if (_sounds.Count > 0)
        {
            boxes.Set32(soundOffset, (uint)boxes.Length);
            _sounds.WriteData(boxes, soundEnd);
        }

        boxes.End(data);
        var endMs = FileHasVideo && pictureEnd > 0 ? pictureEnd : soundEnd * 1_000 / Math.Max(1, _audio?.Configuration.SampleRateHz ?? 1);
        _made.Add(new Mp4Piece.Fragment(boxes.Written, startMs, Math.Max(endMs, startMs), beginsWithKeyframe));
    }

    private void EndFile()
    {
        if (_hasBegun)
        {
            Cut(null, null);
        }

        _hasBegun = false;
        Forget();
    }

    // The stream's time without the wrap of 32 bits.
    private long Unwrapped(uint timestampMs) => _clockMs = Unwrapped(timestampMs, _clockMs);

    private static long Unwrapped(uint timestampMs, long nearMs) => nearMs < 0 ? timestampMs : nearMs + unchecked((int)(timestampMs - (uint)nearMs));
}
