using CrossLive.Media.Fragments;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Tests.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Fragments;

public sealed class FragmentMakerTests
{
    private static readonly byte[] Pictures320 = Convert.FromHexString("17000000000142c015ffe100176742c015da05067e7c0440000003004000001e03c58ba801000468ce0fc8");
    private static readonly byte[] Pictures1920 = Convert.FromHexString("17000000000142c02affe100186742c02ada01e0089f970110000003001000000780f1832a01000468ce0fc8");
    private static readonly byte[] OtherSound = [0xAF, 0, 0x11, 0x88];

    [Fact]
    public void A_fragment_ends_before_a_keyframe_and_after_a_second_and_holds_every_frame()
    {
        using var file = Made(TwoTracks(seconds: 5, keyframeEachMs: 2_000));
        file.Index.Video!.Configuration.WidthPx.ShouldBe(320);
        file.Index.Audio!.Configuration.SampleRateHz.ShouldBe(44_100);
        file.Index.Fragments.Select(each => each.StartMs).ShouldBe([0, 1_000, 2_000, 3_000, 4_000]);
        file.Index.Fragments.Select(each => each.BeginsWithKeyframe).ShouldBe([true, false, true, false, true]);
        file.Pictures.Select(each => each.Time).ShouldBe(Enumerable.Range(0, 125).Select(i => i * 40L));
        file.Sounds.Count.ShouldBe(5_000 / 23 + 1);
        file.Index.EndMs.ShouldBe(5_000);
    }

    [Fact]
    public void Sound_stands_where_the_frames_before_it_end_as_long_as_the_encoder_s_time_says_about_the_same()
    {
        // 1,024 samples are 23.2 ms; encoders write 23.
        var tags = Enumerable.Range(0, 40).Select(i => Sound((uint)(i * 23.22)));
        using var file = Made([Header(Pictures320), Audio(Publisher.AacHeader), Picture(0, true), .. tags, Picture(1_000, true)]);
        file.Sounds.Select(each => each.Time).ShouldBe(Enumerable.Range(0, 40).Select(i => i * 1_024L));
        file.Sounds.ShouldAllBe(each => each.Duration == 1_024);
    }

    [Fact]
    public void A_gap_in_the_sound_stays_one_and_what_follows_is_on_time()
    {
        using var file = Made([Header(Pictures320), Audio(Publisher.AacHeader), Picture(0, true), Sound(0), Sound(23), Sound(500), Sound(523), Picture(1_000, true)]);
        file.Sounds.Select(each => each.Time).ShouldBe([0, 1_024, 500 * 441 / 10, (500 * 441 / 10) + 1_024]);
    }

    [Fact]
    public void Another_configuration_ends_the_file_and_the_same_one_again_does_not()
    {
        var pieces = Pieces(
        [
            Header(Pictures320), Audio(Publisher.AacHeader), Picture(0, true), Picture(40, false), Header(Pictures320), Audio(Publisher.AacHeader), Picture(80, false),
            Header(Pictures1920), Picture(120, false), Picture(160, true), Picture(200, false), Audio(OtherSound), Picture(240, true),
        ]);
        pieces.OfType<Mp4Piece.Head>().Select(head => (head.Video!.Configuration.WidthPx, head.AtMs)).ShouldBe([(320, 0), (1_920, 160), (1_920, 240)]);
        pieces.OfType<Mp4Piece.Fragment>().Select(each => (each.StartMs, each.EndMs)).ShouldBe([(0, 120), (0, 80), (0, 1)]);
    }

    [Fact]
    public void A_stream_without_sound_begins_without_it_and_one_without_pictures_after_five_seconds()
    {
        using var silent = Made([Header(Pictures320), .. Enumerable.Range(0, 50).Select(i => Picture((uint)(i * 40), i == 0))]);
        silent.Index.Audio.ShouldBeNull();
        silent.Pictures.Count.ShouldBe(50);
        using var blind = Made([Audio(Publisher.AacHeader), .. Enumerable.Range(0, 300).Select(i => Sound((uint)(i * 23)))]);
        blind.Index.Video.ShouldBeNull();
        blind.Sounds.Count.ShouldBe(300);
        blind.Index.Fragments.Count.ShouldBe(7);
        blind.Index.Fragments.ShouldAllBe(each => each.BeginsWithKeyframe);
    }

    [Fact]
    public void Times_may_wrap_and_pictures_may_be_shown_later_than_they_are_decoded()
    {
        using var file = Made(
            [Header(Pictures320), .. Enumerable.Range(0, 30).Select(i => Picture(unchecked(0xFFFFFF00 + (uint)(i * 40)), i == 0, compositionMs: i % 2 == 0 ? 80 : -40))]);
        file.Pictures.Select(each => each.Time).ShouldBe(Enumerable.Range(0, 30).Select(i => i * 40L));
        file.Pictures.Select(each => each.Composition).Take(2).ShouldBe([80, -40]);
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_and_at_whatever_times_the_files_can_be_read_and_their_times_never_step_back() => Gen.Select(
        Gen.Int[0, 6], Gen.UInt[0, 400], Gen.Int[-200, 200], Gen.Int[0, 60]).Array[1, 120].Sample(
        steps =>
        {
            var (maker, time) = (Maker(), 0u);
            var pieces = new List<Mp4Piece>();
            foreach (var (what, aheadMs, compositionMs, bytes) in steps)
            {
                time += aheadMs;
                pieces.AddRange(maker.Take(what switch
                {
                    0 => Header(Pictures320),
                    1 => bytes % 7 == 0 ? Header(Pictures1920) : Header(Pictures320),
                    2 => Audio(bytes % 5 == 0 ? OtherSound : Publisher.AacHeader),
                    3 => Picture(time, true, compositionMs, bytes),
                    4 => Picture(time, false, compositionMs, bytes),
                    5 => new FlvTag(FlvTagKind.Audio, time, bytes < 4 ? new byte[bytes] : Publisher.Sound(bytes)),
                    // A clock that steps back a little, as one of two tracks may.
                    _ => Picture(time > 300 ? time - (uint)bytes : time, false, compositionMs, bytes),
                }));
            }

            pieces.AddRange(maker.Finish());
            for (var at = 0; at < pieces.Count;)
            {
                pieces[at].ShouldBeOfType<Mp4Piece.Head>();
                var own = pieces.Skip(at + 1).TakeWhile(piece => piece is Mp4Piece.Fragment).Cast<Mp4Piece.Fragment>().ToList();
                using var file = new MadeFile([pieces[at], .. own]);
                file.Index.WholeBytes.ShouldBe(file.Bytes);
                file.Index.Fragments.Select(each => (each.StartMs, each.EndMs, each.BeginsWithKeyframe)).ShouldBe(own.Select(each => (each.StartMs, each.EndMs, each.BeginsWithKeyframe)));
                StepsAhead(file.Pictures);
                StepsAhead(file.Sounds);
                at += 1 + own.Count;
            }
        },
        threads: 1,
        iter: 300);

    [Fact]
    public void A_file_that_is_cut_anywhere_or_spoilt_is_read_as_far_as_it_is_whole_and_never_throws()
    {
        var bytes = Pieces(TwoTracks(2, 1_000)).SelectMany(piece => piece.Bytes.ToArray()).ToArray();
        Gen.Select(Gen.Int[0, bytes.Length], Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample(
            (length, at, value) =>
            {
                var copy = bytes[..length];
                using var cut = new MadeFile(copy);
                (cut.MaybeIndex?.WholeBytes ?? 0).ShouldBeLessThanOrEqualTo(length);
                if (at < length)
                {
                    copy[at] = value;
                    using var spoilt = new MadeFile(copy);
                    spoilt.MaybeIndex?.Fragments.ToList().ForEach(fragment => spoilt.SamplesOf(fragment));
                }
            },
            threads: 1,
            iter: 300);
    }

    [FfmpegFact]
    public async Task What_ffmpeg_sends_is_what_ffmpeg_reads_from_the_file_frame_by_frame_and_on_time()
    {
        var folder = Directory.CreateTempSubdirectory("crosslive-fragments-").FullName;
        try
        {
            var (source, result) = (Path.Combine(folder, "source.flv"), Path.Combine(folder, "result.mp4"));
            await FfmpegTool.RunAsync("ffmpeg", $"-v error -f lavfi -i testsrc=size=320x180:rate=30:duration=6 -f lavfi -i sine=frequency=440:sample_rate=48000:duration=6 -c:v libx264 -preset veryfast -bf 3 -g 60 -pix_fmt yuv420p -c:a aac {source}");
            await File.WriteAllBytesAsync(result, Pieces(FlvFile.Read(source)).SelectMany(piece => piece.Bytes.ToArray()).ToArray());
            (await FfmpegTool.RunAsync("ffmpeg", $"-v error -i {result} -f null -")).ShouldBe("");
            foreach (var track in new[] { "v", "a" })
            {
                var (sent, kept) = (await FfmpegTool.PacketsAsync(source, track), await FfmpegTool.PacketsAsync(result, track));
                kept.Length.ShouldBe(sent.Length, track);
                for (var i = 0; i < sent.Length; i++)
                {
                    kept[i].Bytes.ShouldBe(sent[i].Bytes, $"{track} {i}");
                    kept[i].IsKey.ShouldBe(sent[i].IsKey, $"{track} {i}");
                    Math.Abs(kept[i].PtsMs - sent[i].PtsMs).ShouldBeLessThan(1.001, $"{track} {i}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void StepsAhead(IReadOnlyList<Mp4Sample> samples)
    {
        for (var i = 1; i < samples.Count; i++)
        {
            samples[i].Time.ShouldBeGreaterThan(samples[i - 1].Time);
        }
    }

    private static IReadOnlyList<FlvTag> TwoTracks(int seconds, int keyframeEachMs)
    {
        var frames = Enumerable.Range(0, seconds * 25).Select(i => Picture((uint)(i * 40), i * 40 % keyframeEachMs == 0))
            .Concat(Enumerable.Range(0, (seconds * 1_000 / 23) + 1).Select(i => Sound((uint)(i * 23)))).OrderBy(tag => tag.TimestampMs).ThenBy(tag => tag.Kind == FlvTagKind.Audio);
        return [Header(Pictures320), Audio(Publisher.AacHeader), .. frames];
    }

    private static FragmentMaker Maker() => new(new FragmentLimits(), () => 1_764_000_000_000);

    private static IReadOnlyList<Mp4Piece> Pieces(IEnumerable<FlvTag> tags)
    {
        var maker = Maker();
        return [.. tags.SelectMany(maker.Take), .. maker.Finish()];
    }

    private static MadeFile Made(IEnumerable<FlvTag> tags) => new(Pieces(tags));

    private static FlvTag Header(byte[] body) => new(FlvTagKind.Video, 0, body);

    private static FlvTag Audio(byte[] body) => new(FlvTagKind.Audio, 0, body);

    private static FlvTag Sound(uint ms) => new(FlvTagKind.Audio, ms, Publisher.Sound(50));

    private static FlvTag Picture(uint ms, bool isKey, int compositionMs = 0, int bytes = 200)
    {
        var body = Publisher.Frame(isKey, bytes);
        (body[2], body[3], body[4]) = ((byte)(compositionMs >> 16), (byte)(compositionMs >> 8), (byte)compositionMs);
        return new FlvTag(FlvTagKind.Video, ms, body);
    }

    /// <summary>One file, written and read again.</summary>
    private sealed class MadeFile : IDisposable
    {
        private readonly string _path = Path.GetTempFileName();
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;

        public MadeFile(IReadOnlyList<Mp4Piece> pieces)
            : this([.. pieces.SelectMany(piece => piece.Bytes.ToArray())])
        {
        }

        public MadeFile(byte[] bytes)
        {
            File.WriteAllBytes(_path, bytes);
            _file = File.OpenHandle(_path);
            MaybeIndex = Mp4Index.Read(_file);
            Bytes = bytes.Length;
        }

        public Mp4Index? MaybeIndex { get; }

        public Mp4Index Index => MaybeIndex.ShouldNotBeNull();

        public long Bytes { get; }

        public IReadOnlyList<Mp4Sample> Pictures => [.. Index.Fragments.SelectMany(SamplesOf).Where(each => each.IsVideo)];

        public IReadOnlyList<Mp4Sample> Sounds => [.. Index.Fragments.SelectMany(SamplesOf).Where(each => !each.IsVideo)];

        public IReadOnlyList<Mp4Sample> SamplesOf(Mp4Index.Fragment fragment) => Index.SamplesOf(_file, fragment);

        public void Dispose()
        {
            _file.Dispose();
            File.Delete(_path);
        }
    }
}
