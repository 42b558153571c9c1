using CrossLive.Media.Codecs;
using CrossLive.Media.Rtmp;
using Microsoft.Win32.SafeHandles;

namespace CrossLive.Media.Fragments;

/// <summary>
/// What stands in a file that <see cref="FragmentMaker"/> made, also while it is being written or after its writer was killed: all that is whole. Reads each fragment's head and
/// none of its media.
/// </summary>
/// <param name="Video">Null: it has no pictures.</param>
/// <param name="Audio">Null: it has no sound.</param>
/// <param name="Fragments">In order.</param>
/// <param name="WholeBytes">Where the last whole fragment ends.</param>
public sealed record Mp4Index(VideoTrack? Video, AudioTrack? Audio, IReadOnlyList<Mp4Index.Fragment> Fragments, long WholeBytes)
{
    /// <summary>A head is smaller, so is what stands before the media of a fragment: 1 MiB is 60,000 frames.</summary>
    private const int MaxHeadBytes = 1024 * 1024;

    /// <summary>A fragment.</summary>
    /// <param name="Offset">Of its first byte.</param>
    /// <param name="HeadBytes">Before its media's box.</param>
    public readonly record struct Fragment(long Offset, int HeadBytes, long StartMs, long EndMs, bool BeginsWithKeyframe);

    /// <summary>Time in the file behind its last frame.</summary>
    public long EndMs => Fragments.Count == 0 ? 0 : Fragments[^1].EndMs;

    /// <summary>Null where there is no whole head of such a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Mp4Index? Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var at = 0L;
        if (NextBox(file, length, ref at, "ftyp"u8) is null || NextBox(file, length, ref at, "moov"u8) is not { } moov)
        {
            return null;
        }

        var (video, audio) = TracksOf(moov);
        if (video is null && audio is null)
        {
            return null;
        }

        var fragments = new List<Fragment>();
        var whole = at;
        while (NextBox(file, length, ref at, "moof"u8) is { } moof)
        {
            var headEnd = at;
            if (!TrySkip(file, length, ref at, "mdat"u8))
            {
                break;
            }

            if (Describe(moof, video, audio, whole, (int)(headEnd - whole)) is not { } fragment)
            {
                break;
            }

            fragments.Add(fragment);
            whole = at;
        }

        return new Mp4Index(video, audio, fragments, whole);
    }

    /// <summary>The frames of a fragment, track by track, each in order of decoding. Empty where it cannot be read.</summary>
    public IReadOnlyList<Mp4Sample> SamplesOf(SafeFileHandle file, Fragment fragment)
    {
        var at = fragment.Offset;
        return NextBox(file, WholeBytes, ref at, "moof"u8) is { } moof ? Samples(moof, fragment.Offset) : [];
    }

    private static Fragment? Describe(ReadOnlySpan<byte> moof, VideoTrack? video, AudioTrack? audio, long offset, int headBytes)
    {
        var samples = Samples(moof, offset);
        var leading = samples.FindIndex(sample => sample.IsVideo == video is not null);
        var first = leading < 0 ? 0 : leading;
        if (samples.Count == 0)
        {
            return null;
        }

        var isVideo = samples[first].IsVideo;
        var timescale = isVideo ? VideoTrack.Timescale : audio?.Configuration.SampleRateHz ?? VideoTrack.Timescale;
        var last = samples.FindLast(sample => sample.IsVideo == isVideo);
        return new Fragment(
            offset, headBytes, samples[first].Time * 1_000 / timescale, (last.Time + last.Duration) * 1_000 / timescale, video is null || (isVideo && samples[first].IsSync));
    }

    private static List<Mp4Sample> Samples(ReadOnlySpan<byte> moof, long offset)
    {
        var samples = new List<Mp4Sample>();
        while (BoxReader.TryNext(ref moof, out var type, out var traf))
        {
            if (!type.SequenceEqual("traf"u8))
            {
                continue;
            }

            var isVideo = BoxReader.U32(BoxReader.Find(traf, "tfhd"u8), 4) == Mp4Head.VideoId;
            var time = (long)BoxReader.U64(BoxReader.Find(traf, "tfdt"u8), 4);
            var run = BoxReader.Find(traf, "trun"u8);
            var count = BoxReader.U32(run, 4);
            var data = offset + BoxReader.U32(run, 8);
            var width = isVideo ? 16 : 12;
            var rows = BoxReader.Behind(run, 12);
            if (time < 0 || (ulong)count * (ulong)width > (ulong)rows.Length)
            {
                return samples;
            }

            for (var i = 0; i < (int)count; i++)
            {
                var row = rows.Slice(i * width, width);
                var (duration, bytes) = (BoxReader.U32(row, 0), (int)Math.Min(BoxReader.U32(row, 4), int.MaxValue));
                samples.Add(new Mp4Sample(isVideo, time, duration, isVideo ? unchecked((int)BoxReader.U32(row, 12)) : 0, (BoxReader.U32(row, 8) & 0x10000) == 0, data, bytes));
                time += duration;
                data += bytes;
            }
        }

        return samples;
    }

    private static (VideoTrack? Video, AudioTrack? Audio) TracksOf(ReadOnlySpan<byte> moov)
    {
        var (video, audio) = (default(VideoTrack), default(AudioTrack));
        while (BoxReader.TryNext(ref moov, out var type, out var trak))
        {
            if (!type.SequenceEqual("trak"u8))
            {
                continue;
            }

            var table = BoxReader.Find(BoxReader.Find(BoxReader.Find(trak, "mdia"u8), "minf"u8), "stbl"u8);
            var entries = BoxReader.Behind(BoxReader.Find(table, "stsd"u8), 8);
            var pictures = BoxReader.Find(BoxReader.Behind(BoxReader.Find(entries, "avc1"u8), 78), "avcC"u8);
            var sound = BoxReader.Find(BoxReader.Behind(BoxReader.Find(entries, "mp4a"u8), 28), "esds"u8);
            if (!pictures.IsEmpty)
            {
                var tag = new FlvTag(FlvTagKind.Video, 0, new byte[] { 0x17, 0, 0, 0, 0 }.Concat(pictures.ToArray()).ToArray());
                video = H264Configuration.Of(tag) is { } configuration ? new VideoTrack(pictures.ToArray(), configuration) : video;
            }
            else if (sound.Length > RecordAt)
            {
                var length = Math.Min(sound[RecordAt - 1], sound.Length - RecordAt);
                var tag = new FlvTag(FlvTagKind.Audio, 0, new byte[] { 0xAF, 0 }.Concat(sound.Slice(RecordAt, length).ToArray()).ToArray());
                audio = AacConfiguration.Of(tag) is { } configuration ? new AudioTrack(tag.Body[2..], configuration) : audio;
            }
        }

        return (video, audio);
    }

    /// <summary>Where the sound's record stands in the descriptor, as <see cref="Mp4Head"/> writes it: version and flags, and three descriptors' beginnings.</summary>
    private const int RecordAt = 4 + (5 + 3) + (5 + 13) + 5;

    private static byte[]? NextBox(SafeFileHandle file, long length, ref long at, ReadOnlySpan<byte> type)
    {
        Span<byte> head = stackalloc byte[BoxReader.HeadBytes];
        if (at + head.Length > length || RandomAccess.Read(file, head, at) < head.Length || !head[4..].SequenceEqual(type))
        {
            return null;
        }

        var size = BoxReader.U32(head, 0);
        if (size is < BoxReader.HeadBytes or > MaxHeadBytes || at + size > length)
        {
            return null;
        }

        var content = new byte[size - BoxReader.HeadBytes];
        if (RandomAccess.Read(file, content, at + BoxReader.HeadBytes) < content.Length)
        {
            return null;
        }

        at += size;
        return content;
    }

    private static bool TrySkip(SafeFileHandle file, long length, ref long at, ReadOnlySpan<byte> type)
    {
        Span<byte> head = stackalloc byte[BoxReader.HeadBytes];
        if (at + head.Length > length || RandomAccess.Read(file, head, at) < head.Length || !head[4..].SequenceEqual(type))
        {
            return false;
        }

        var size = BoxReader.U32(head, 0);
        if (size < BoxReader.HeadBytes || at + size > length)
        {
            return false;
        }

        at += size;
        return true;
    }
}
