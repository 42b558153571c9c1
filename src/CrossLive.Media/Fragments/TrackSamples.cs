namespace CrossLive.Media.Fragments;

/// <summary>One track's frames of the fragment that is being gathered. Its times never step back, also from one fragment to the next.</summary>
internal sealed class TrackSamples(int id)
{
    private const uint SyncSample = 0x02000000, OtherSample = 0x01010000;
    private const uint HasOffset = 1, HasDuration = 0x100, HasSize = 0x200, HasFlags = 0x400, HasComposition = 0x800, BaseIsMoof = 0x20000;

    private readonly List<Sample> _samples = [];

    /// <summary>Frames of the fragment.</summary>
    public int Count => _samples.Count;

    /// <summary>Bytes of the fragment's frames.</summary>
    public int DataBytes { get; private set; }

    /// <summary>When the fragment's first frame is decoded, in the track's timescale.</summary>
    public long Start => _samples[0].Time;

    /// <summary>When its last frame is decoded.</summary>
    public long Last => _samples[^1].Time;

    /// <summary>Behind the last frame of the fragments before this.</summary>
    public long Before { get; private set; }

    /// <summary>Whether its first frame can be decoded alone.</summary>
    public bool BeginsWithKeyframe => _samples[0].IsSync;

    /// <summary>How long the frame before the last one lasted; 0 where there is none.</summary>
    public long LastDuration => _samples.Count < 2 ? 0 : _samples[^1].Time - _samples[^2].Time;

    /// <summary>Adds a frame; a time that is not behind the frame before is put right behind it.</summary>
    public void Add(long time, int composition, bool isSync, ReadOnlyMemory<byte> data)
    {
        var earliest = _samples.Count == 0 ? Before : Last + 1;
        var at = Math.Max(time, earliest);
        // It is shown when it was to be shown.
        _samples.Add(new Sample(at, (int)(composition - (at - time)), isSync, data));
        DataBytes += data.Length;
    }

    /// <summary>Writes the track's traf; its trun's offset is to be set at what is returned.</summary>
    /// <param name="end">Behind its last frame.</param>
    public int WriteTraf(BoxWriter boxes, long end)
    {
        var box = boxes.Begin("traf"u8);
        var head = boxes.Begin("tfhd"u8, 0, BaseIsMoof);
        boxes.U32((uint)id);
        boxes.End(head);
        var time = boxes.Begin("tfdt"u8, 1, 0);
        boxes.U64((ulong)Start);
        boxes.End(time);
        var isVideo = id == Mp4Head.VideoId;
        var run = boxes.Begin("trun"u8, 1, HasOffset | HasDuration | HasSize | HasFlags | (isVideo ? HasComposition : 0));
        boxes.U32((uint)_samples.Count);
        var offset = boxes.Length;
        boxes.U32(0);
        for (var i = 0; i < _samples.Count; i++)
        {
            var sample = _samples[i];
            boxes.U32((uint)((i + 1 < _samples.Count ? _samples[i + 1].Time : end) - sample.Time));
            boxes.U32((uint)sample.Data.Length);
            boxes.U32(sample.IsSync ? SyncSample : OtherSample);
            if (isVideo)
            {
                boxes.U32(unchecked((uint)sample.Composition));
            }
        }

        boxes.End(run);
        boxes.End(box);
        return offset;
    }

    /// <summary>Writes the frames, and forgets them.</summary>
    public void WriteData(BoxWriter boxes, long end)
    {
        foreach (var sample in _samples)
        {
            boxes.Bytes(sample.Data.Span);
        }

        _samples.Clear();
        (DataBytes, Before) = (0, end);
    }

    private readonly record struct Sample(long Time, int Composition, bool IsSync, ReadOnlyMemory<byte> Data);
}
