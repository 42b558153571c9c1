using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Preview;

/// <summary>One publisher's media for those who watch it here. Nobody who watches holds anything up: each has what waits for it, within <see cref="PreviewLimits"/>.</summary>
public sealed class StreamFeed(PreviewLimits limits)
{
    private readonly Lock _gate = new();
    private readonly FlvOpening _opening = new();
    private readonly List<PreviewReader> _readers = [];
    private readonly List<PreviewReader> _own = [];

    // From the last keyframe on; empty where there is none or its group is too long.
    private readonly List<FlvTag> _group = [];
    private long _groupBytes;
    private readonly PictureClock _clock = new();
    private bool _hasAudio;
    private bool _hasVideo;
    private bool _isEnded;

    /// <summary>Those who watch.</summary>
    public int Readers
    {
        get
        {
            lock (_gate)
            {
                return _readers.Count;
            }
        }
    }

    /// <summary>Whether sound has come.</summary>
    public bool HasAudio
    {
        get
        {
            lock (_gate)
            {
                return _hasAudio;
            }
        }
    }

    /// <summary>Size and rate of the pictures; null until they are known.</summary>
    public PictureFacts? Pictures
    {
        get
        {
            lock (_gate)
            {
                return _clock.Facts;
            }
        }
    }

    /// <summary>The publisher's next tag.</summary>
    public void Take(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        lock (_gate)
        {
            _hasAudio |= tag.Kind == FlvTagKind.Audio;
            _hasVideo |= tag.Kind == FlvTagKind.Video;
            _opening.Take(tag);
            _clock.Take(tag);
            Keep(tag);
            Offer(_readers, tag);
            Offer(_own, tag);
        }
    }

    /// <summary>A reader that begins with the last keyframe where it is kept, else with the next one. Null where as many watch as may, or the stream has ended.</summary>
    public PreviewReader? TryOpen()
    {
        lock (_gate)
        {
            if (_isEnded || _readers.Count >= limits.MaxReaders)
            {
                return null;
            }

            var reader = new PreviewReader(this, limits, _group.Count == 0 ? [] : [.. _opening.At(_group[0].TimestampMs), .. _group]);
            _readers.Add(reader);
            return reader;
        }
    }

    /// <summary>A reader of the server's own, which takes nobody's place. Null where the stream has ended.</summary>
    /// <param name="own">Its limits; those of the number of readers do not count.</param>
    /// <param name="takesSoundAlone">It is given sound, too, as long as no picture has come.</param>
    internal PreviewReader? OpenOwn(PreviewLimits own, bool takesSoundAlone = false)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return null;
            }

            var reader = new PreviewReader(this, own, _group.Count == 0 ? [] : [.. _opening.At(_group[0].TimestampMs), .. _group], takesSoundAlone);
            _own.Add(reader);
            return reader;
        }
    }

    /// <summary>The publisher has ended: readers have what waits for them, and then the end.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            _readers.ForEach(reader => reader.Complete());
            _readers.Clear();
            _own.ForEach(reader => reader.Complete());
            _own.Clear();
            Forget();
        }
    }

    internal void Leave(PreviewReader reader)
    {
        lock (_gate)
        {
            _ = _readers.Remove(reader) || _own.Remove(reader);
        }
    }

    private void Offer(List<PreviewReader> readers, FlvTag tag)
    {
        for (var i = readers.Count - 1; i >= 0; i--)
        {
            if (!readers[i].Offer(tag, _opening, _hasVideo))
            {
                readers.RemoveAt(i);
            }
        }
    }

    private void Keep(FlvTag tag)
    {
        if (tag is { Kind: FlvTagKind.Video, Head.IsSequenceHeader: true })
        {
            // What was kept was made with another configuration.
            Forget();
            return;
        }

        if (tag.Kind == FlvTagKind.Script || tag.Head.IsSequenceHeader)
        {
            return;
        }

        if (tag.Head.IsKeyFrame)
        {
            Forget();
        }
        else if (_group.Count == 0)
        {
            return;
        }

        _group.Add(tag);
        _groupBytes += tag.Body.Length;
        if (_groupBytes > limits.MaxCacheBytes || unchecked((int)(tag.TimestampMs - _group[0].TimestampMs)) > limits.MaxCacheMs)
        {
            Forget();
        }
    }

    private void Forget()
    {
        _group.Clear();
        _groupBytes = 0;
    }
}
