using CrossLive.Media.Ingest;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Tests.Rtmp;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Ingest;

public sealed class StreamMeterTests
{
    private static readonly byte[] FourK = Convert.FromHexString("17000000000142c034ffe100196742c034da00f0010fb011000003000100000300000300780f1832a001000468ce0fc8");

    private readonly StreamMeter _meter = new();

    [Fact]
    public void Rates_are_those_of_the_last_whole_seconds_and_fall_to_nothing_in_silence()
    {
        _meter.Take(new FlvTag(FlvTagKind.Video, 0, FourK), 0);
        _meter.Take(new FlvTag(FlvTagKind.Audio, 0, Publisher.AacHeader), 0);
        // 4K at 60 fps and 24 Mbit/s, a keyframe each second, for five and a half.
        for (var frame = 0; frame < 330; frame++)
        {
            var atMs = (uint)(frame * 1000 / 60);
            _meter.Take(new FlvTag(FlvTagKind.Video, atMs, Publisher.Frame(frame % 60 == 0, 50_000 - 5)), atMs);
            _meter.Take(new FlvTag(FlvTagKind.Audio, atMs, Publisher.Sound(250 - 2)), atMs);
        }

        var report = _meter.ToReport(5_500, clockRestarts: 3);
        report.SilenceMs.ShouldBe(5_500 - (329 * 1000 / 60));
        report.Facts.Video.ShouldBe(new VideoFacts("avc1.42c034", 3840, 2160, 60, 24_000, 1_000, 330));
        report.Facts.Audio.ShouldBe(new AudioFacts("mp4a.40.2", 44_100, 2, 120));
        report.Facts.ClockRestarts.ShouldBe(3);

        var later = _meter.ToReport(60_000, clockRestarts: 3);
        later.SilenceMs.ShouldBeGreaterThan(54_000);
        later.Facts.Video!.FramesPerSecond.ShouldBe(0);
        later.Facts.Video.Kbps.ShouldBe(0);
    }

    [Fact]
    public void The_lag_is_how_much_later_than_at_its_best_the_media_comes_and_nothing_is_said_in_silence()
    {
        _meter.ToReport(0, 0).Facts.LagMs.ShouldBeNull();
        // The publisher's clock begins anywhere; the way here takes 80 ms more or less.
        Play(fromMs: 0, toMs: 5_000, lateMs: at => at % 7 * 10);
        _meter.ToReport(5_000, 0).Facts.LagMs!.Value.ShouldBe(60);
        Play(fromMs: 5_000, toMs: 8_000, lateMs: _ => 1_500);
        _meter.ToReport(9_500, 0).Facts.LagMs!.Value.ShouldBe(1_500);
        Play(fromMs: 8_000, toMs: 12_000, lateMs: _ => 0);
        _meter.ToReport(12_000, 0).Facts.LagMs!.Value.ShouldBe(0);
        _meter.ToReport(20_000, 0).Facts.LagMs.ShouldBeNull();
    }

    [Fact]
    public void A_clock_that_drifts_is_no_lag_and_neither_is_one_that_passes_its_last_millisecond()
    {
        // 100 ppm for an hour: 360 ms.
        for (var second = 0L; second < 3_600; second++)
        {
            _meter.Take(new FlvTag(FlvTagKind.Audio, unchecked(uint.MaxValue - 1_000_000 + (uint)(second * 1_000)), Publisher.Sound(100)), (second * 1_000) + (second / 10));
        }

        _meter.ToReport(3_600_000, 0).Facts.LagMs!.Value.ShouldBeInRange(0, 31);
    }

    private void Play(long fromMs, long toMs, Func<long, long> lateMs)
    {
        for (var at = fromMs; at < toMs; at += 25)
        {
            _meter.Take(new FlvTag(FlvTagKind.Audio, (uint)(7_000 + at), Publisher.Sound(100)), at + lateMs(at));
        }
    }

    [Fact]
    public void A_track_that_is_missing_is_told_until_it_comes()
    {
        _meter.Take(new FlvTag(FlvTagKind.Video, 0, FourK), 0);
        _meter.NoteMissing(FlvTagKind.Audio);
        _meter.ToReport(10, 0).Facts.Missing.ShouldBe("audio");
        _meter.ToReport(10, 0).Facts.Audio.ShouldBeNull();
        _meter.Take(new FlvTag(FlvTagKind.Audio, 0, Publisher.AacHeader), 20);
        _meter.ToReport(30, 0).Facts.Missing.ShouldBeNull();
    }

    [Fact]
    public void The_publisher_s_program_is_shown_without_what_cannot_be_shown()
    {
        _meter.Take(Metadata("OBS\u0007 \ud83d\ude00" + new string('x', 1_000)), 0);
        var encoder = _meter.ToReport(0, 0).Facts.Encoder!;
        encoder.ShouldStartWith("OBS? ??xxx");
        encoder.Length.ShouldBe(100);
    }

    private static FlvTag Metadata(string encoder) => new(FlvTagKind.Script, 0, Amf0.Write("onMetaData", new Dictionary<string, object?> { ["encoder"] = encoder }));
}
