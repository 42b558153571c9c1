namespace CrossLive.Media.Fragments;

/// <summary>The boxes that describe tracks (ISO/IEC 14496-12, 8; sample entries: 14496-15, 5.4.2 and 14496-14, 5.6).</summary>
internal static class Mp4Head
{
    /// <summary>Track ids.</summary>
    public const int VideoId = 1, AudioId = 2;

    // Unity (8.3.2).
    private static readonly uint[] Matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

    /// <summary>Seconds between 1904, where these files count from, and 1970.</summary>
    private const long Epoch1904 = 2_082_844_800;

    /// <summary>What stands before the fragments: ftyp and a moov without samples.</summary>
    /// <param name="beganAtUnixMs">When it was made.</param>
    public static ReadOnlyMemory<byte> ForFragments(VideoTrack? video, AudioTrack? audio, long beganAtUnixMs)
    {
        var boxes = new BoxWriter(1_024);
        var type = boxes.Begin("ftyp"u8);
        boxes.Bytes("iso5"u8);
        boxes.U32(512);
        boxes.Bytes("iso5iso6mp41"u8);
        boxes.End(type);
        var moov = boxes.Begin("moov"u8);
        Movie(boxes, 0, beganAtUnixMs);
        if (video is not null)
        {
            Video(boxes, video, 0, 0, 0, NoSamples);
        }

        if (audio is not null)
        {
            Audio(boxes, audio, 0, 0, 0, NoSamples);
        }

        var extends = boxes.Begin("mvex"u8);
        foreach (var id in Ids(video, audio))
        {
            var trex = boxes.Begin("trex"u8, 0, 0);
            boxes.U32((uint)id);
            boxes.U32(1);
            boxes.Zeros(12);
            boxes.End(trex);
        }

        boxes.End(extends);
        boxes.End(moov);
        return boxes.Written;
    }

    /// <summary>mvhd.</summary>
    /// <param name="durationMs">0 where it is not known.</param>
    public static void Movie(BoxWriter boxes, uint durationMs, long beganAtUnixMs)
    {
        var made = (uint)((beganAtUnixMs / 1_000) + Epoch1904);
        var box = boxes.Begin("mvhd"u8, 0, 0);
        boxes.U32(made);
        boxes.U32(made);
        boxes.U32(1_000);
        boxes.U32(durationMs);
        boxes.U32(0x10000);
        boxes.U16(0x100);
        boxes.Zeros(10);
        Unity(boxes);
        boxes.Zeros(24);
        boxes.U32(3);
        boxes.End(box);
    }

    /// <summary>trak of pictures.</summary>
    /// <param name="duration">In the track's timescale; 0 where it is not known.</param>
    /// <param name="delayMs">How much later than the file it begins.</param>
    /// <param name="samples">Writes what stands in stbl behind stsd.</param>
    public static void Video(BoxWriter boxes, VideoTrack video, uint durationMs, uint duration, uint delayMs, Action<BoxWriter> samples)
    {
        var (width, height) = (video.Configuration.WidthPx, video.Configuration.HeightPx);
        Track(boxes, VideoId, durationMs, duration, delayMs, VideoTrack.Timescale, isAudio: false, width, height, samples, () =>
        {
            var entry = boxes.Begin("avc1"u8);
            boxes.Zeros(6);
            boxes.U16(1);
            boxes.Zeros(16);
            boxes.U16(width);
            boxes.U16(height);
            boxes.U32(0x480000);
            boxes.U32(0x480000);
            boxes.U32(0);
            boxes.U16(1);
            boxes.Zeros(32);
            boxes.U16(24);
            boxes.U16(0xFFFF);
            var record = boxes.Begin("avcC"u8);
            boxes.Bytes(video.Record.Span);
            boxes.End(record);
            boxes.End(entry);
        });
    }

    /// <summary>trak of sound.</summary>
    public static void Audio(BoxWriter boxes, AudioTrack audio, uint durationMs, uint duration, uint delayMs, Action<BoxWriter> samples)
    {
        var rate = audio.Configuration.SampleRateHz;
        Track(boxes, AudioId, durationMs, duration, delayMs, rate, isAudio: true, 0, 0, samples, () =>
        {
            var entry = boxes.Begin("mp4a"u8);
            boxes.Zeros(6);
            boxes.U16(1);
            boxes.Zeros(8);
            boxes.U16(audio.Configuration.Channels ?? 2);
            boxes.U16(16);
            boxes.Zeros(4);
            // Sixteen bits hold no rate above 65,535; readers take it from the record.
            boxes.U32(rate <= ushort.MaxValue ? (uint)rate << 16 : 0);
            Descriptor(boxes, audio.Record.Span);
            boxes.End(entry);
        });
    }

    private static IEnumerable<int> Ids(VideoTrack? video, AudioTrack? audio) =>
        new[] { video is null ? 0 : VideoId, audio is null ? 0 : AudioId }.Where(id => id != 0);

    private static void NoSamples(BoxWriter boxes)
    {
        foreach (var table in new[] { "stts"u8.ToArray(), "stsc"u8.ToArray(), "stco"u8.ToArray() })
        {
            var box = boxes.Begin(table, 0, 0);
            boxes.U32(0);
            boxes.End(box);
        }

        var sizes = boxes.Begin("stsz"u8, 0, 0);
        boxes.Zeros(8);
        boxes.End(sizes);
    }

    private static void Track(
        BoxWriter boxes, int id, uint durationMs, uint duration, uint delayMs, int timescale, bool isAudio, int width, int height, Action<BoxWriter> samples, Action entry)
    {
        var track = boxes.Begin("trak"u8);
        var head = boxes.Begin("tkhd"u8, 0, 3);
        boxes.Zeros(8);
        boxes.U32((uint)id);
        boxes.U32(0);
        boxes.U32(durationMs);
        boxes.Zeros(8);
        boxes.U16(0);
        boxes.U16(isAudio ? 1 : 0);
        boxes.U16(isAudio ? 0x100 : 0);
        boxes.U16(0);
        Unity(boxes);
        boxes.U32((uint)width << 16);
        boxes.U32((uint)height << 16);
        boxes.End(head);
        if (delayMs > 0)
        {
            // Nothing for as long as the delay, then the whole track (8.6.6).
            var edits = boxes.Begin("edts"u8);
            var list = boxes.Begin("elst"u8, 0, 0);
            boxes.U32(2);
            boxes.U32(delayMs);
            boxes.U32(uint.MaxValue);
            boxes.U32(0x10000);
            boxes.U32(durationMs - delayMs);
            boxes.U32(0);
            boxes.U32(0x10000);
            boxes.End(list);
            boxes.End(edits);
        }

        var media = boxes.Begin("mdia"u8);
        var mediaHead = boxes.Begin("mdhd"u8, 0, 0);
        boxes.Zeros(8);
        boxes.U32((uint)timescale);
        boxes.U32(duration);
        // Undetermined language.
        boxes.U16(0x55C4);
        boxes.U16(0);
        boxes.End(mediaHead);
        var handler = boxes.Begin("hdlr"u8, 0, 0);
        boxes.U32(0);
        boxes.Bytes(isAudio ? "soun"u8 : "vide"u8);
        boxes.Zeros(13);
        boxes.End(handler);
        var information = boxes.Begin("minf"u8);
        var kind = isAudio ? boxes.Begin("smhd"u8, 0, 0) : boxes.Begin("vmhd"u8, 0, 1);
        boxes.Zeros(isAudio ? 4 : 8);
        boxes.End(kind);
        var data = boxes.Begin("dinf"u8);
        var references = boxes.Begin("dref"u8, 0, 0);
        boxes.U32(1);
        boxes.End(boxes.Begin("url "u8, 0, 1));
        boxes.End(references);
        boxes.End(data);
        var table = boxes.Begin("stbl"u8);
        var description = boxes.Begin("stsd"u8, 0, 0);
        boxes.U32(1);
        entry();
        boxes.End(description);
        samples(boxes);
        boxes.End(table);
        boxes.End(information);
        boxes.End(media);
        boxes.End(track);
    }

    // ES_Descriptor with the record in it (14496-1, 7.2.6), each length in four bytes as other writers have it.
    private static void Descriptor(BoxWriter boxes, ReadOnlySpan<byte> record)
    {
        var box = boxes.Begin("esds"u8, 0, 0);
        Tag(boxes, 3, 3 + 5 + 13 + 5 + record.Length + 5 + 1);
        boxes.U16(AudioId);
        boxes.U8(0);
        Tag(boxes, 4, 13 + 5 + record.Length);
        // MPEG-4 audio, an audio stream.
        boxes.U8(0x40);
        boxes.U8(0x15);
        boxes.Zeros(11);
        Tag(boxes, 5, record.Length);
        boxes.Bytes(record);
        Tag(boxes, 6, 1);
        boxes.U8(2);
        boxes.End(box);
    }

    private static void Tag(BoxWriter boxes, byte tag, int length)
    {
        boxes.U8(tag);
        boxes.U8((byte)(0x80 | ((length >> 21) & 0x7F)));
        boxes.U8((byte)(0x80 | ((length >> 14) & 0x7F)));
        boxes.U8((byte)(0x80 | ((length >> 7) & 0x7F)));
        boxes.U8((byte)(length & 0x7F));
    }

    private static void Unity(BoxWriter boxes)
    {
        foreach (var value in Matrix)
        {
            boxes.U32(value);
        }
    }
}
