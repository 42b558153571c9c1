using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CrossLive.LoadTests.Media;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Media.Results;
using CrossLive.LoadTests.Media.Senders;

namespace CrossLive.LoadTests.Tests.Media;

/// <summary>Short runs on generated traces: the full one is the command's.</summary>
public sealed partial class TraceCaseTests
{
    private static readonly Lazy<MediaResults> Short = new(() => Run(seed: 5));

    [Fact]
    public void The_same_seed_gives_the_same_figures_and_another_one_others()
    {
        Run(seed: 5).ToJson().ShouldBe(Short.Value.ToJson());
        Run(seed: 6).Traces[0].Senders[TraceCase.Ours].ShouldNotBe(Short.Value.Traces[0].Senders[TraceCase.Ours]);
    }

    [Fact]
    public void Pictures_are_three_times_fresher_than_OBS_and_more_audio_is_on_time()
    {
        foreach (var trace in Short.Value.Traces)
        {
            var (ours, obs) = (trace.Senders[TraceCase.Ours], trace.Senders[TraceCase.Obs]);
            (ours.FrameDelayP95Ms * 3).ShouldBeLessThan(obs.FrameDelayP95Ms);
            ours.AudioOnTime.ShouldBeGreaterThan(0.98);
            ours.AudioOnTime.ShouldBeGreaterThan(obs.AudioOnTime);
        }
    }

    [Fact]
    public void Whoever_knows_the_link_uses_more_of_it_with_audio_as_good()
    {
        foreach (var trace in Short.Value.Traces)
        {
            trace.Senders[TraceCase.Oracle].LinkUse.ShouldBeGreaterThan(trace.Senders[TraceCase.Ours].LinkUse);
            trace.Senders[TraceCase.Oracle].AudioOnTime.ShouldBeGreaterThan(0.98);
        }
    }

    [Fact]
    public void Where_the_link_can_carry_audio_a_sender_of_audio_alone_is_on_time() =>
        Short.Value.Traces.ShouldAllBe(trace => trace.Senders[TraceCase.AudioOnly].AudioOnTime > 0.998 && trace.OutageShare < 0.6);

    [Fact]
    public void A_constant_link_has_no_outage_and_one_of_less_than_audio_nothing_else()
    {
        AudioCapacity.Of(LinkTests.Constant(1_000), 2_000).ShouldAllBe(can => can);
        AudioCapacity.Of(LinkTests.Constant(30), 2_000).Skip(AudioCapacity.WindowMs).ShouldAllBe(can => !can);
    }

    [Fact]
    public void OBS_lowers_to_what_it_measured_raises_by_a_tenth_after_4_s_and_drops_nothing()
    {
        var trace = LinkTests.Constant(2_000);
        var path = new LoadTests.Media.Links.TcpPath(trace, TraceCase.RoundTripMs, TraceCase.QueueBytes);
        var log = new SendLog(path);
        var obs = new ObsDynamicBitrate(path, log, new SenderSettings(1, 4_500_000, 128_000));
        for (var nowMs = 0L; nowMs < 30_000; nowMs++)
        {
            path.Pass(nowMs);
            log.Note(nowMs);
            obs.Pass(nowMs);
        }

        // What the send buffer takes at first counts as written: it takes more than one step.
        var lowered = log.Decisions.TakeWhile(decision => decision.Reason == "Lowered").ToArray();
        lowered.ShouldNotBeEmpty();
        lowered.ShouldAllBe(decision => decision.VideoBps % 100_000 == 0);
        log.Decisions.Min(decision => decision.VideoBps).ShouldBeLessThan(2_300_000);
        var raised = log.Decisions.First(decision => decision.Reason == "Raised");
        var before = log.Decisions[log.Decisions.IndexOf(raised) - 1];
        (raised.VideoBps - before.VideoBps).ShouldBe(450_000);
        (raised.AtMs - before.AtMs).ShouldBeInRange(4_000, 4_040);
        log.Pictures.TakeWhile(picture => picture.CapturedMs < 15_000).ShouldAllBe(picture => picture.ArrivedMs >= 0);
    }

    [Fact]
    public void OBS_goes_by_the_rate_of_its_writes_only_where_packets_wait_and_goes_back_where_a_raise_was_too_much()
    {
        var bitrate = new ObsBitrate(3_000, 128);
        for (var ms = 0L; ms < 1_500; ms += 100)
        {
            // 10,000 bytes each 100 ms: 800 kbps.
            bitrate.NoteWrite(ms, ms + 100, 10_000);
        }

        bitrate.PictureComes(1_500, packets: 4, spanMs: 500).ShouldBeEmpty();
        bitrate.PictureComes(1_500, packets: 9, spanMs: 199).ShouldBeEmpty();
        bitrate.PictureComes(1_500, packets: 9, spanMs: null).ShouldBeEmpty();
        bitrate.PictureComes(1_500, packets: 5, spanMs: 200).Single().VideoBps.ShouldBe(600_000);
        bitrate.PictureComes(5_499, packets: 0, spanMs: null).ShouldBeEmpty();
        bitrate.PictureComes(5_500, packets: 0, spanMs: null).Single().VideoBps.ShouldBe(900_000);

        // Too few writes for an estimate since: back to what it was before.
        bitrate.PictureComes(5_600, packets: 9, spanMs: 300).Single().VideoBps.ShouldBe(600_000);
        bitrate.Kbps.ShouldBe(600);
    }

    [Fact]
    public void A_missing_folder_is_said_and_the_JSON_has_the_bars()
    {
        using var json = JsonDocument.Parse(Short.Value.ToJson());

        json.RootElement.GetProperty("data").GetString().ShouldNotBeNull().ShouldStartWith("generated");
        json.RootElement.GetProperty("bars").GetArrayLength().ShouldBe(12);
        json.RootElement.GetProperty("traces")[0].GetProperty("senders").GetProperty("ours").GetProperty("linkUse").GetDouble().ShouldBeInRange(0.01, 1);
    }

    [Fact]
    public void A_bar_that_does_not_hold_says_so()
    {
        var trace = Short.Value.Traces[0];
        var obs = trace.Senders[TraceCase.Obs];
        var results = Short.Value with { Traces = [trace with { Senders = new Dictionary<string, StreamMeasures>(StringComparer.Ordinal) { [TraceCase.Obs] = obs, [TraceCase.Ours] = obs with { LinkUse = obs.LinkUse - 0.001, AudioOnTime = 0.9949 } } }] };

        MediaBars.Of(results).ShouldAllBe(bar => !bar.Holds);
    }

    [Fact]
    public void The_page_holds_well_formed_plots_with_decisions_and_the_bars()
    {
        var page = MediaPage.Of(Short.Value);

        var plots = Svg().Matches(page);
        plots.Count.ShouldBe(6);
        plots.ShouldAllBe(plot => XElement.Parse(plot.Value).Descendants().Any(element => element.Name.LocalName == "polyline"));
        XElement.Parse(plots[0].Value).Descendants().Count(element => element.Name.LocalName == "title").ShouldBeGreaterThan(5);
        page.ShouldContain("does not hold");
        page.ShouldNotContain("NaN");
    }

    private static MediaResults Run(int seed) => new TraceCase(new MediaOptions(seed, Data: null, Seconds: 40)).Run(CancellationToken.None);

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Svg();
}
