using CrossLive.Media.Codecs;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Srt;
using CrossLive.Media.Tests.Fragments;
using CrossLive.Media.Ts;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Ts;

/// <summary>What ffmpeg writes as a transport stream, beside what it writes as FLV; and what no program writes.</summary>
public sealed class TsDemuxerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-ts-").FullName;

    private bool HasFfmpeg => new FfmpegFactAttribute().Skip is null;

    private string Flv => Path.Combine(_folder, "source.flv");

    private string Ts => Path.Combine(_folder, "source.ts");

    public async Task InitializeAsync()
    {
        if (HasFfmpeg)
        {
            await FfmpegTool.RunAsync("ffmpeg", $"-v error -f lavfi -i testsrc=size=320x180:rate=30:duration=4 -f lavfi -i sine=frequency=440:sample_rate=44100:duration=4 -c:v libx264 -preset veryfast -bf 2 -g 30 -pix_fmt yuv420p -c:a aac {Flv}");
            await FfmpegTool.RunAsync("ffmpeg", $"-v error -i {Flv} -c copy -f mpegts {Ts}");
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [FfmpegFact]
    public async Task Every_picture_and_sound_of_ffmpeg_comes_out_as_in_FLV_and_at_the_same_distance()
    {
        var ts = await File.ReadAllBytesAsync(Ts);
        var (tags, end) = Demux(ts, 1_316);
        end.ShouldBeNull();
        var expected = FlvFile.Read(Flv);
        foreach (var kind in new[] { FlvTagKind.Video, FlvTagKind.Audio })
        {
            var (sent, got) = (Frames(expected, kind), Frames(tags, kind));
            got.Count.ShouldBe(sent.Count);
            var shift = (int)got[0].TimestampMs - (int)sent[0].TimestampMs;
            for (var i = 0; i < sent.Count; i++)
            {
                Math.Abs((int)got[i].TimestampMs - shift - (int)sent[i].TimestampMs).ShouldBeLessThanOrEqualTo(2, $"{kind} {i}");
                Math.Abs(FlvMedia.Of(got[i])!.Value.CompositionMs - FlvMedia.Of(sent[i])!.Value.CompositionMs).ShouldBeLessThanOrEqualTo(1);
                got[i].Head.IsKeyFrame.ShouldBe(sent[i].Head.IsKeyFrame);
                if (kind == FlvTagKind.Audio)
                {
                    got[i].Body.ToArray().ShouldBe(sent[i].Body.ToArray());
                }
            }
        }

        H264Configuration.Of(tags.First(tag => tag is { Kind: FlvTagKind.Video, Head.IsSequenceHeader: true }))!.WidthPx.ShouldBe(320);
        AacConfiguration.Of(tags.First(tag => tag is { Kind: FlvTagKind.Audio, Head.IsSequenceHeader: true }))!.SampleRateHz.ShouldBe(44_100);
    }

    [FfmpegFact]
    public async Task It_is_the_same_however_the_bytes_are_cut_and_with_rubbish_before_them()
    {
        var ts = await File.ReadAllBytesAsync(Ts);
        var whole = Demux(ts, ts.Length).Tags.Select(tag => (tag.TimestampMs, tag.Body.Length)).ToArray();
        foreach (var size in new[] { 1, 7, 188, 1_000, 1_316 })
        {
            Demux(ts, size).Tags.Select(tag => (tag.TimestampMs, tag.Body.Length)).ShouldBe(whole);
        }

        Demux([1, 2, 0x47, 4, 5, .. ts], 4_000).Tags.Count.ShouldBeInRange(whole.Length - 3, whole.Length);
    }

    [FfmpegFact]
    public async Task A_packet_that_is_lost_costs_its_own_picture_only()
    {
        var ts = await File.ReadAllBytesAsync(Ts);
        var whole = Demux(ts, 1_316).Tags;
        var demuxer = new TsDemuxer(new TsLimits());
        var tags = new List<FlvTag>();
        // One of a picture's packets that begins nothing.
        var lost = Enumerable.Range(200, 1_000).First(i => (ts[i * 188 + 1] & 0x5F) == 1 && ts[(i * 188) + 2] == 0 && (ts[(i * 188) + 3] & 0x30) == 0x10);
        demuxer.Take([.. ts.AsSpan(0, lost * 188), .. ts.AsSpan((lost + 1) * 188)], tags).ShouldBeNull();
        demuxer.Finish(tags);
        demuxer.Damaged.ShouldBe(1);
        tags.Count.ShouldBe(whole.Count - 1);
    }

    [FfmpegFact]
    public async Task Other_codecs_are_refused_by_name()
    {
        foreach (var (arguments, name) in new[]
        {
            ("-c:v mpeg2video -an", "Video codec MPEG-1/2 is not taken; send H.264 and AAC (ADTS)."),
            ("-c:v copy -c:a libmp3lame", "Audio codec MPEG audio is not taken"),
            ("-c:v copy -c:a libopus", "Audio codec Opus is not taken"),
        })
        {
            var file = Path.Combine(_folder, "other.ts");
            await FfmpegTool.RunAsync("ffmpeg", $"-v error -y -i {Flv} {arguments} -f mpegts {file}");
            var end = Demux(await File.ReadAllBytesAsync(file), 1_316).End.ShouldNotBeNull();
            end.Reason.ShouldBe(RtmpEndReason.CodecRefused);
            end.Detail.ShouldStartWith(name);
        }
    }

    [FfmpegFact]
    public async Task Spoilt_streams_never_throw_and_hold_no_more_than_they_may()
    {
        var ts = (await File.ReadAllBytesAsync(Ts))[..(188 * 400)];
        Gen.Select(Gen.Select(Gen.Int[0, ts.Length - 1], Gen.Byte).Array[1, 60], Gen.Int[0, 3]).Sample(
            (spoils, what) =>
            {
                var copy = ts.ToArray();
                foreach (var (at, value) in spoils)
                {
                    copy[at] = value;
                    if (what == 1)
                    {
                        Array.Clear(copy, at, Math.Min(188, copy.Length - at));
                    }
                }

                var limits = new TsLimits { MaxFrameBytes = 50_000, MaxJunkBytes = 20_000 };
                var demuxer = new TsDemuxer(limits);
                var tags = new List<FlvTag>();
                demuxer.Take(what == 2 ? copy.AsSpan(spoils[0].Item1) : copy, tags);
                demuxer.Finish(tags);
                tags.ShouldAllBe(tag => tag.Body.Length <= limits.MaxFrameBytes * 2);
            },
            threads: 1,
            iter: 300);
    }

    [Fact]
    public void What_is_no_transport_stream_ends_with_a_sentence()
    {
        var random = new Random(7);
        var rubbish = new byte[600_000];
        random.NextBytes(rubbish);
        var end = Demux(rubbish.Select(value => value == 0x47 ? (byte)0 : value).ToArray(), 1_316).End.ShouldNotBeNull();
        end.Reason.ShouldBe(RtmpEndReason.ProtocolError);
        end.Detail.ShouldContain("no MPEG transport stream");
        Demux(rubbish, 1_316).Tags.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("room.abc", "live", "room.abc", null)]
    [InlineData("live/room.abc", "live", "room.abc", null)]
    [InlineData("/other/room.abc", "other", "room.abc", null)]
    [InlineData("#!::r=live/room.abc,m=publish", "live", "room.abc", null)]
    [InlineData("#!::m=publish,r=room.abc,u=me", "live", "room.abc", null)]
    [InlineData("#!::r=room.abc,m=request", "live", "", "asks for mode 'request'")]
    [InlineData("", "live", "", "has no streamid")]
    [InlineData("#!::", "live", "", null)]
    public void A_stream_id_names_application_and_key_as_RTMP_s_path_does(string text, string app, string key, string? problem)
    {
        var id = SrtStreamId.Of(text, "live");
        (id.App, id.Key).ShouldBe((app, key));
        (id.Problem ?? "").ShouldContain(problem ?? "");
        (id.Problem is null).ShouldBe(problem is null);
    }

    private static List<FlvTag> Frames(IEnumerable<FlvTag> tags, FlvTagKind kind) => [.. tags.Where(tag => tag.Kind == kind && tag.Head.IsFrame)];

    private static (List<FlvTag> Tags, RtmpEnd? End) Demux(byte[] bytes, int size)
    {
        var demuxer = new TsDemuxer(new TsLimits());
        var tags = new List<FlvTag>();
        RtmpEnd? end = null;
        for (var at = 0; at < bytes.Length && end is null; at += size)
        {
            end = demuxer.Take(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)), tags);
        }

        demuxer.Finish(tags);
        return (tags, end);
    }
}
