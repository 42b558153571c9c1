using CrossLive.Media.Fragments;
using Microsoft.Win32.SafeHandles;

namespace CrossLive.Media.Clips;

/// <summary>
/// Cuts a piece out of a recording into an ordinary MP4 (ISO/IEC 14496-12, with its tables before its media), and encodes nothing anew: so it begins with the keyframe at or before
/// the wanted beginning, and its end is on time.
/// </summary>
public static class ClipCut
{
    /// <summary>Most bytes of a clip's media: its tables count in 32 bits.</summary>
    public const long MaxMediaBytes = 2L * 1024 * 1024 * 1024;

    private const int CopyBytes = 256 * 1024;

    /// <summary>What was cut.</summary>
    /// <param name="StartMs">Its beginning, by the recording's time.</param>
    /// <param name="DurationMs">How long it lasts.</param>
    public sealed record Piece(long StartMs, long DurationMs, long Bytes);

    /// <summary>Writes it. Null: the recording has nothing of that time.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="InvalidOperationException">It is larger than <see cref="MaxMediaBytes"/>; the message says so.</exception>
    public static async Task<Piece?> WriteAsync(SafeFileHandle recording, Mp4Index index, long fromMs, long toMs, SafeFileHandle output, long madeAtUnixMs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(index);
        var first = -1;
        for (var i = 0; i < index.Fragments.Count && (first < 0 || index.Fragments[i].StartMs <= fromMs); i++)
        {
            first = index.Fragments[i].BeginsWithKeyframe ? i : first;
        }

        if (first < 0 || index.Fragments[first].StartMs >= toMs || index.EndMs <= fromMs)
        {
            return null;
        }

        var startMs = index.Fragments[first].StartMs;
        var (pictures, sounds) = Gather(recording, index, first, startMs, toMs);
        if (pictures.Samples.Count + sounds.Samples.Count == 0)
        {
            return null;
        }

        var bytes = pictures.Bytes + sounds.Bytes;
        if (bytes > MaxMediaBytes)
        {
            throw new InvalidOperationException($"The clip would be larger than {MaxMediaBytes / (1024 * 1024)} MiB: make it shorter.");
        }

        // Written twice, because where the media stands depends on the tables' own length.
        var headBytes = Head(index, pictures, sounds, startMs, 0, madeAtUnixMs).Length;
        var head = Head(index, pictures, sounds, startMs, headBytes + BoxReader.HeadBytes, madeAtUnixMs);
        head.U32((uint)(bytes + BoxReader.HeadBytes));
        head.Bytes("mdat"u8);
        await RandomAccess.WriteAsync(output, head.Written, 0, cancellation);
        var at = (long)head.Length;
        foreach (var run in pictures.Runs.Concat(sounds.Runs).OrderBy(run => run.Offset))
        {
            at = await CopyAsync(recording, run, output, at, cancellation);
        }

        var durationMs = Math.Max(pictures.DurationMs(VideoTrack.Timescale), sounds.DurationMs(index.Audio?.Configuration.SampleRateHz ?? 1));
        return new Piece(startMs, durationMs, at);
    }

    private static (Track Pictures, Track Sounds) Gather(SafeFileHandle recording, Mp4Index index, int first, long startMs, long toMs)
    {
        var (pictures, sounds) = (new Track(), new Track());
        var rate = index.Audio?.Configuration.SampleRateHz ?? 1;
        for (var i = first; i < index.Fragments.Count && index.Fragments[i].StartMs < toMs; i++)
        {
            foreach (var sample in index.SamplesOf(recording, index.Fragments[i]))
            {
                var timeMs = sample.IsVideo ? sample.Time : sample.Time * 1_000 / rate;
                if (timeMs >= startMs && timeMs < toMs)
                {
                    (sample.IsVideo ? pictures : sounds).Add(sample);
                }
            }
        }

        return (pictures, sounds);
    }

    private static BoxWriter Head(Mp4Index index, Track pictures, Track sounds, long startMs, long mediaAt, long madeAtUnixMs)
    {
        var rate = index.Audio?.Configuration.SampleRateHz ?? 1;
        var (videoMs, audioMs) = (pictures.DurationMs(VideoTrack.Timescale), sounds.DurationMs(rate));
        var boxes = new BoxWriter(4_096 + ((pictures.Samples.Count + sounds.Samples.Count) * 24));
        var type = boxes.Begin("ftyp"u8);
        boxes.Bytes("isom"u8);
        boxes.U32(512);
        boxes.Bytes("isomiso2avc1mp41"u8);
        boxes.End(type);
        var places = Places(pictures, sounds, mediaAt);
        var moov = boxes.Begin("moov"u8);
        Mp4Head.Movie(boxes, (uint)Math.Max(videoMs, audioMs), madeAtUnixMs);
        if (index.Video is { } video && pictures.Samples.Count > 0)
        {
            Mp4Head.Video(boxes, video, (uint)videoMs, (uint)pictures.Duration, 0, table => Tables(table, pictures, places));
        }

        if (index.Audio is { } audio && sounds.Samples.Count > 0)
        {
            // Sound begins a little after the keyframe, as its frames lie.
            var delayMs = Math.Max(0, (sounds.Samples[0].Time * 1_000 / rate) - startMs);
            Mp4Head.Audio(boxes, audio, (uint)(audioMs + delayMs), (uint)sounds.Duration, (uint)delayMs, table => Tables(table, sounds, places));
        }

        boxes.End(moov);
        return boxes;
    }

    // Where each run of the recording comes to stand.
    private static Dictionary<long, long> Places(Track pictures, Track sounds, long mediaAt)
    {
        var places = new Dictionary<long, long>();
        foreach (var run in pictures.Runs.Concat(sounds.Runs).OrderBy(run => run.Offset))
        {
            places[run.Offset] = mediaAt;
            mediaAt += run.Bytes;
        }

        return places;
    }

    private static void Tables(BoxWriter boxes, Track track, Dictionary<long, long> places)
    {
        Runs(boxes, "stts"u8, 0, [.. track.Samples.Select(sample => sample.Duration)]);
        if (track.Samples[0].IsVideo)
        {
            // Version 1: a picture may be shown before the time at which it is said to be decoded.
            Runs(boxes, "ctts"u8, 1, [.. track.Samples.Select(sample => unchecked((uint)sample.Composition))]);
            var keys = track.Samples.Select((sample, i) => (sample.IsSync, Number: (uint)i + 1)).Where(each => each.IsSync).Select(each => each.Number).ToArray();
            var sync = boxes.Begin("stss"u8, 0, 0);
            boxes.U32((uint)keys.Length);
            foreach (var key in keys)
            {
                boxes.U32(key);
            }

            boxes.End(sync);
        }

        var chunks = boxes.Begin("stsc"u8, 0, 0);
        boxes.U32((uint)track.Runs.Count);
        for (var i = 0; i < track.Runs.Count; i++)
        {
            boxes.U32((uint)i + 1);
            boxes.U32((uint)track.Runs[i].Samples);
            boxes.U32(1);
        }

        boxes.End(chunks);
        var sizes = boxes.Begin("stsz"u8, 0, 0);
        boxes.U32(0);
        boxes.U32((uint)track.Samples.Count);
        foreach (var sample in track.Samples)
        {
            boxes.U32((uint)sample.Bytes);
        }

        boxes.End(sizes);
        var offsets = boxes.Begin("stco"u8, 0, 0);
        boxes.U32((uint)track.Runs.Count);
        foreach (var run in track.Runs)
        {
            boxes.U32((uint)places[run.Offset]);
        }

        boxes.End(offsets);
    }

    private static void Runs(BoxWriter boxes, ReadOnlySpan<byte> type, byte version, uint[] values)
    {
        var box = boxes.Begin(type, version, 0);
        var count = boxes.Length;
        boxes.U32(0);
        var runs = 0u;
        for (var i = 0; i < values.Length;)
        {
            var length = 1;
            while (i + length < values.Length && values[i + length] == values[i])
            {
                length++;
            }

            boxes.U32((uint)length);
            boxes.U32(values[i]);
            runs++;
            i += length;
        }

        boxes.Set32(count, runs);
        boxes.End(box);
    }

    private static async Task<long> CopyAsync(SafeFileHandle recording, Run run, SafeFileHandle output, long at, CancellationToken cancellation)
    {
        var buffer = new byte[(int)Math.Min(CopyBytes, run.Bytes)];
        for (var done = 0L; done < run.Bytes;)
        {
            var count = await RandomAccess.ReadAsync(recording, buffer.AsMemory(0, (int)Math.Min(buffer.Length, run.Bytes - done)), run.Offset + done, cancellation);
            if (count == 0)
            {
                throw new IOException("The recording is shorter than its tables say.");
            }

            await RandomAccess.WriteAsync(output, buffer.AsMemory(0, count), at + done, cancellation);
            done += count;
        }

        return at + run.Bytes;
    }

    /// <summary>Frames that stand one behind the other in the recording.</summary>
    private readonly record struct Run(long Offset, long Bytes, int Samples);

    private sealed class Track
    {
        public List<Mp4Sample> Samples { get; } = [];

        public List<Run> Runs { get; } = [];

        public long Bytes { get; private set; }

        public long Duration => Samples.Count == 0 ? 0 : Samples[^1].Time + Samples[^1].Duration - Samples[0].Time;

        public long DurationMs(int timescale) => Duration * 1_000 / timescale;

        public void Add(Mp4Sample sample)
        {
            // Between two fragments there may be a hole: the frame before it lasts as long.
            if (Samples.Count > 0)
            {
                Samples[^1] = Samples[^1] with { Duration = (uint)Math.Max(1, sample.Time - Samples[^1].Time) };
            }

            Samples.Add(sample);
            Bytes += sample.Bytes;
            if (Runs.Count > 0 && Runs[^1].Offset + Runs[^1].Bytes == sample.Offset)
            {
                Runs[^1] = Runs[^1] with { Bytes = Runs[^1].Bytes + sample.Bytes, Samples = Runs[^1].Samples + 1 };
            }
            else
            {
                Runs.Add(new Run(sample.Offset, sample.Bytes, 1));
            }
        }
    }
}
