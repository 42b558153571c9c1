using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Tests.Media;

/// <summary>What is concluded from what came over a real link that played a trace.</summary>
public sealed class TraceReceptionTests
{
    private const double PictureMs = 40, FrameMs = 1_024 / 48.0, CameraBeganMs = 1_000, EncodingMs = 70, WayMs = 20;
    private const uint ClockMs = 5_000;

    // Five seconds before the trace, five of it; numbers begin anew every 50 pictures.
    private static readonly TraceTimes Times = new(CameraBeganMs, PictureMs, ClipPictures: 50, CleanFromMs: 4_000, TraceBeganMs: 6_000, LengthMs: 5_000, WayMs);

    [Fact]
    public void A_way_without_delay_of_its_own_has_sound_as_late_as_the_packets_way_and_pictures_as_old_as_encoding_takes()
    {
        var reception = TraceReception.Of(Times, [Connection(_ => 0)]);

        reception.CleanDelaysMs.ShouldAllBe(delay => delay == (long)(EncodingMs + WayMs));
        reception.CleanSoundLateMs.ShouldAllBe(late => late >= 19 && late <= 22);
        reception.ClockMovedMs.ShouldBe(0);
        var (pictures, audio) = (reception.Log.Pictures, reception.Log.Audio);
        pictures.Count.ShouldBe(125);
        pictures[0].ShouldBe((0, 90));
        pictures.SkipLast(3).ShouldAllBe(picture => picture.ArrivedMs - picture.CapturedMs == 90);
        pictures[^1].ArrivedMs.ShouldBe(-1, "It came after the end.");
        audio.Count.ShouldBeInRange(233, 236);
        audio.SkipLast(6).ShouldAllBe(frame => frame.ArrivedMs - frame.CapturedMs >= 18 && frame.ArrivedMs - frame.CapturedMs <= 23);
    }

    [Fact]
    public void What_waits_longer_than_the_clip_between_two_equal_numbers_is_still_told_apart_by_when_it_came()
    {
        var reception = TraceReception.Of(Times, [Connection(capturedMs => capturedMs is >= 2_000 and < 2_400 ? 1_800 : 0)]);

        foreach (var (capturedMs, arrivedMs) in reception.Log.Pictures.SkipLast(3))
        {
            (arrivedMs - capturedMs).ShouldBe(capturedMs is >= 2_000 and < 2_400 ? 1_890 : 90);
        }

        var late = LateSound.Of(reception.Log, [.. Enumerable.Repeat(true, 5_000)]);
        late.Count.ShouldBe(1, "What was captured in the end may be on its way.");
        late[0].FromMs.ShouldBeInRange(2_000, 2_022);
        late[0].UntilMs.ShouldBeInRange(2_378, 2_400);
        late[0].WorstMs.ShouldBeInRange(1_815, 1_825);
    }

    [Fact]
    public void Missing_pictures_and_sound_never_arrived_and_the_slate_is_no_picture_but_bytes()
    {
        var all = Connection(_ => 0);
        bool IsGone(double streamMs) => streamMs - ClockMs + CameraBeganMs - 6_000 is >= 1_000 and < 2_000;
        var arrivals = all.Arrivals.Where(arrival => !IsGone(arrival.TimestampMs)).Append(new Arrival(true, 99_999, 700, 0, 7_500)).ToArray();
        var reception = TraceReception.Of(Times, [new SeenConnection(arrivals, [.. all.Pictures, new NumberedPicture(99_999, null, 0, 720)])]);

        reception.Slates.ShouldBe(1);
        reception.Log.Pictures.Count.ShouldBe(125);
        reception.Log.Pictures.Count(picture => picture.CapturedMs is >= 1_000 and < 2_000 && picture.ArrivedMs < 0).ShouldBe(25);
        reception.Log.Pictures.Where(picture => picture.CapturedMs < 1_000).ShouldAllBe(picture => picture.ArrivedMs > 0);
        reception.Log.Audio.Count.ShouldBeInRange(233, 236);
        reception.Log.Audio.Count(frame => frame.CapturedMs is >= 990 and < 2_050 && frame.ArrivedMs < 0).ShouldBeInRange(46, 48);
        reception.Log.ArrivedBytes.ShouldBe(arrivals.Where(arrival => arrival.AtMs is >= 6_000 and < 11_000).Sum(arrival => (long)arrival.Bytes));
    }

    [Fact]
    public void A_stream_that_ends_in_the_midst_of_the_trace_has_sound_that_never_came_until_the_end()
    {
        var all = Connection(_ => 0);
        var reception = TraceReception.Of(Times, [all with { Arrivals = [.. all.Arrivals.Where(arrival => arrival.AtMs < 8_000)] }]);

        reception.Log.Audio.Count.ShouldBeInRange(233, 236);
        reception.Log.Audio.Where(frame => frame.CapturedMs > 2_100).ShouldAllBe(frame => frame.ArrivedMs < 0);
        reception.Log.Audio[^1].CapturedMs.ShouldBeInRange(4_960, 4_999);
    }

    [Fact]
    public void A_second_connection_whose_clock_begins_anew_is_laid_over_the_first_by_its_pictures()
    {
        var all = Connection(_ => 0);
        var first = all with { Arrivals = [.. all.Arrivals.Where(arrival => arrival.AtMs < 8_000)] };
        var second = new SeenConnection(
            [.. all.Arrivals.Where(arrival => arrival.AtMs >= 8_000).Select(arrival => arrival with { TimestampMs = arrival.TimestampMs - 9_000 })],
            [.. all.Pictures.Select(picture => picture with { TimeMs = picture.TimeMs - 9_000 })]);
        var reception = TraceReception.Of(Times, [first, second]);

        reception.Log.Pictures.SkipLast(3).ShouldAllBe(picture => picture.ArrivedMs - picture.CapturedMs == 90);
        reception.Log.Audio.SkipLast(6).ShouldAllBe(frame => frame.ArrivedMs - frame.CapturedMs >= 17 && frame.ArrivedMs - frame.CapturedMs <= 24);
    }

    [Fact]
    public void A_run_of_which_nothing_came_is_said_to_be_one() =>
        Should.Throw<InvalidDataException>(() => TraceReception.Of(Times, [])).Message.ShouldContain("Nothing came");

    // Twelve seconds of a stream; what was captured so long after the trace began waits so long on top.
    private static SeenConnection Connection(Func<double, double> waitsMs)
    {
        var arrivals = new List<Arrival>();
        var pictures = new List<NumberedPicture>();
        for (var i = 0; i < 300; i++)
        {
            var capturedMs = CameraBeganMs + (i * PictureMs);
            var timeMs = ClockMs + (uint)(i * PictureMs);
            arrivals.Add(new Arrival(true, timeMs, 4_000, (ulong)i, capturedMs + EncodingMs + WayMs + waitsMs(capturedMs - Times.TraceBeganMs)));
            pictures.Add(new NumberedPicture(timeMs, i % Times.ClipPictures, 0, 720));
        }

        for (var i = 0; i < 560; i++)
        {
            var beganMs = i * FrameMs;
            var capturedMs = CameraBeganMs + beganMs + FrameMs;
            arrivals.Add(new Arrival(false, ClockMs + (uint)Math.Round(beganMs), 340, (ulong)(10_000 + i), capturedMs + EncodingMs + WayMs + waitsMs(capturedMs - Times.TraceBeganMs)));
        }

        return new SeenConnection([.. arrivals.OrderBy(arrival => arrival.AtMs)], pictures);
    }
}
