using CrossLive.Media;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class BitrateControllerTests
{
    private static readonly DestinationSettings Twitch = new(PlatformProfiles.Twitch, MediaTransport.Rtmp);

    private static readonly InFlightShape[] Shapes = [InFlightShape.Careful, InFlightShape.Eager, InFlightShape.Full];

    private static readonly Gen<DestinationSettings> AnySettings = Gen.Select(
        Gen.Int[0, PlatformProfiles.All.Count - 1].Select(i => PlatformProfiles.All[i]), Gen.Int[0, 12_000_000], Gen.Bool, Gen.Int[0, 2].Select(i => Shapes[i]), Gen.Bool,
        (platform, maxBps, isSrt, shape, isSteady) => new DestinationSettings(platform, isSrt ? MediaTransport.Srt : MediaTransport.Rtmp)
        {
            MaxVideoBps = maxBps, Shape = shape, Pace = isSteady ? BitratePace.Steady : BitratePace.Quick,
        });

    // Some possible, some nonsense, times that jump.
    private static readonly Gen<LinkMeasurement[]> AnyMeasurements = Gen.Select(
        Gen.Long[-50, 300_000], Gen.Long[-10, long.MaxValue], Gen.Long[-10, 10_000_000], Gen.OneOf(Gen.Double[0, 2_000], Gen.Double), Gen.Long[-5, 100_000], Gen.Long[-5, 200_000], Gen.Long[-5, 5_000],
        (at, acked, inFlight, trip, sent, repeated, waits) => new LinkMeasurement(at, acked, inFlight, trip, sent, repeated, waits)).Array[0, 200];

    [Fact]
    public void Nonsense_neither_throws_nor_brings_a_rate_beyond_the_limits() =>
        Gen.Select(AnySettings, AnyMeasurements).Sample(
            (settings, measurements) =>
            {
                var controller = new BitrateController(settings, 0);
                foreach (var measurement in measurements)
                {
                    controller.Observe(measurement);
                    Holds(settings, controller);
                }

                while (controller.TryTakeDecision(out var decision))
                {
                    decision.Explanation.ShouldNotBeNullOrWhiteSpace();
                }
            },
            iter: 500, threads: 1);

    [Fact]
    public void What_cannot_be_is_passed_over_and_counted()
    {
        var controller = new BitrateController(Twitch, 0);
        controller.Observe(new LinkMeasurement(100, 0, 0, 40, 0, 0, 0));
        controller.Observe(new LinkMeasurement(50, 0, 0, 40, 0, 0, 0));
        controller.Observe(new LinkMeasurement(200, -1, 0, 40, 0, 0, 0));
        controller.Observe(new LinkMeasurement(200, 0, 0, double.NaN, 0, 0, 0));
        controller.Observe(new LinkMeasurement(200, 0, 0, double.PositiveInfinity, 0, 0, 0));

        controller.PassedOver.ShouldBe(4);
    }

    [Fact]
    public void The_rate_stops_at_the_ceiling_and_comes_to_it_however_near_it_is()
    {
        var controller = new BitrateController(Twitch with { FirstVideoBps = 400_000, Pace = BitratePace.Steady }, 0) { CeilingBps = 660_000 };
        var link = new PlayedLink(controller);
        link.Play(20_000, 8_000);
        controller.VideoBps.ShouldBe(660_000);
        controller.CeilingBps = int.MaxValue;
        link.Play(30_000, 8_000);
        controller.VideoBps.ShouldBe(Twitch.HighestVideoBps, "nothing is lowered by it, and what held it back is gone");
        controller.CeilingBps = 1_000_000;
        link.Play(1_000, 8_000);
        controller.VideoBps.ShouldBe(Twitch.HighestVideoBps);
    }

    [Fact]
    public void Who_has_its_rendition_to_itself_comes_back_sooner_than_who_shares_it()
    {
        long BackMs(BitratePace pace)
        {
            var controller = new BitrateController(Twitch with { Pace = BitratePace.Steady }, 0) { Pace = pace };
            var link = new PlayedLink(controller);
            link.Play(40_000, 8_000);
            controller.VideoBps.ShouldBe(Twitch.HighestVideoBps);
            link.Play(3_000, 300);
            controller.VideoBps.ShouldBeLessThan(500_000);
            var backMs = 0;
            for (; controller.VideoBps < 3_000_000; backMs += 100)
            {
                link.Play(100, 8_000);
            }

            return backMs;
        }

        (BackMs(BitratePace.Nimble) * 3).ShouldBeLessThan(BackMs(BitratePace.Steady));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_narrow_link_that_stays_as_it_is_has_pictures_wait_seldom(bool isOwn)
    {
        var controller = new BitrateController(Twitch with { FirstVideoBps = 600_000, Pace = isOwn ? BitratePace.Nimble : BitratePace.Steady }, 0);
        var link = new PlayedLink(controller);
        link.Play(120_000, 500);
        link.Decisions.Count(decision => decision.Reason == BitrateReason.Congestion && decision.AtMs >= 60_000).ShouldBeLessThan(isOwn ? 12 : 8);
    }

    [Fact]
    public void With_a_steady_pace_a_narrow_link_is_probed_ever_more_seldom()
    {
        var controller = new BitrateController(Twitch with { FirstVideoBps = 600_000, Pace = BitratePace.Steady }, 0);
        var link = new PlayedLink(controller);
        link.Play(120_000, 500);
        var cuts = link.Decisions.Where(decision => decision.Reason == BitrateReason.Congestion).Select(decision => decision.AtMs).ToArray();
        cuts.Count(at => at >= 60_000).ShouldBeLessThan(cuts.Count(at => at < 60_000));
        link.Play(30_000, 8_000);
        controller.VideoBps.ShouldBe(Twitch.HighestVideoBps, "a link that has become wide again is found out");
    }

    /// <summary>Whatever a link does, rates stay within limits, and the rate is what the last decision says.</summary>
    [Fact]
    public void Every_change_of_rate_is_a_decision_with_its_reason() =>
        Gen.Select(AnySettings, Gen.Select(Gen.Long[10, 3_000], Gen.Int[0, 12_000], Gen.Int[0, 20], Gen.Int[0, 600]).Array[1, 12]).Sample(
            (settings, phases) =>
            {
                var controller = new BitrateController(settings, 0);
                var link = new PlayedLink(controller);
                foreach (var (ms, kbps, loss, extraMs) in phases)
                {
                    link.Play(ms, kbps, loss / 100.0, extraMs < 300 ? 0 : extraMs);
                    Holds(settings, controller);
                    var last = link.Decisions[^1];
                    (last.VideoBps, last.AudioBps, last.Mode, last.Rung).ShouldBe((controller.VideoBps, controller.AudioBps, controller.Mode, controller.Rung));
                }

                link.Decisions[0].Reason.ShouldBe(BitrateReason.Start);
                link.Decisions.ShouldAllBe(decision => decision.Explanation.Length > 10);
                link.Decisions.Zip(link.Decisions.Skip(1)).ShouldAllBe(pair => pair.First.AtMs <= pair.Second.AtMs);
            },
            iter: 200, threads: 1);

    [Fact]
    public void The_same_measurements_give_the_same_decisions()
    {
        List<BitrateDecision> Run()
        {
            var link = new PlayedLink(new BitrateController(Twitch, 0));
            link.Play(5_000, 3_000);
            link.Play(5_000, 500);
            link.Play(2_000, 0);
            link.Play(5_000, 6_000);
            return link.Decisions;
        }

        Run().ShouldBe(Run());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1_000)]
    [InlineData(2_500)]
    [InlineData(5_000)]
    public void On_a_constant_link_it_comes_near_to_what_the_link_carries_and_stays_there(double kbps)
    {
        var controller = new BitrateController(Twitch, 0);
        var link = new PlayedLink(controller);
        link.Play(20_000, kbps);
        var sum = 0.0;
        for (var i = 0; i < 100; i++)
        {
            link.Play(100, kbps);
            controller.Mode.ShouldBe(MediaMode.Picture);
            sum += (controller.VideoBps + controller.AudioBps) / 1_000.0;
        }

        (sum / 100).ShouldBeInRange(kbps * 0.75, kbps * 1.3);
    }

    [Fact]
    public void On_a_link_with_room_it_comes_to_the_highest_rate_and_makes_no_more_decisions()
    {
        var controller = new BitrateController(Twitch, 0);
        var link = new PlayedLink(controller);
        link.Play(20_000, 20_000);
        var made = link.Decisions.Count;
        link.Play(60_000, 20_000);

        controller.VideoBps.ShouldBe(PlatformProfiles.Twitch.MaxVideoBps);
        controller.Rung.ShouldBe(PlatformProfiles.Twitch.Rungs[0]);
        link.Decisions.Count.ShouldBe(made);
    }

    [Fact]
    public void Silence_and_a_much_longer_round_trip_lead_straight_to_the_slate_with_low_audio_and_back_by_half()
    {
        var controller = new BitrateController(Twitch, 0);
        var link = new PlayedLink(controller);
        link.Play(10_000, 4_000);
        var before = controller.VideoBps;
        link.Play(1_000, 0);

        (controller.Mode, controller.AudioBps).ShouldBe((MediaMode.Slate, PlatformProfile.LowAudioBps));
        link.Decisions[^1].Explanation.ShouldContain("nothing acknowledged");

        link.Play(BitrateLimits.CalmMs + 50, 4_000);
        controller.Mode.ShouldBe(MediaMode.Picture);
        link.Decisions.Single(decision => decision.Reason == BitrateReason.Return).VideoBps.ShouldBeLessThanOrEqualTo((int)(before * BitrateLimits.ReturnShare) + 1);

        link.Play(5_000, 4_000);
        link.Play(100, 4_000, extraMs: BitrateLimits.SevereGrowthMs + 100);
        controller.Mode.ShouldBe(MediaMode.Slate);
        link.Decisions[^1].Explanation.ShouldContain("round trip");
    }

    [Fact]
    public void Loss_without_longer_delay_changes_the_repair_and_not_the_rate()
    {
        var controller = new BitrateController(Twitch with { Transport = MediaTransport.Srt, DelayBudgetMs = 500 }, 0);
        var link = new PlayedLink(controller, roundTripMs: 200);
        link.Play(20_000, 20_000);
        var before = controller.VideoBps;
        link.Play(10_000, 20_000, loss: 0.05);

        controller.VideoBps.ShouldBe(before);
        var repair = link.Decisions.Last(decision => decision.Reason == BitrateReason.Loss);
        repair.Repair.ShouldBe(new RepairPlan(RepairKind.ForwardAndRepeat, 500));
        repair.Explanation.ShouldContain("not growing");
    }

    [Fact]
    public void Loss_while_the_delay_grows_is_congestion_and_brings_no_parity()
    {
        var controller = new BitrateController(Twitch with { Transport = MediaTransport.Srt, DelayBudgetMs = 500 }, 0);
        var link = new PlayedLink(controller, roundTripMs: 200);
        link.Play(20_000, 20_000);
        link.Play(10_000, 1_000, loss: 0.05, extraMs: BitrateLimits.SevereGrowthMs - 50);

        link.Decisions.ShouldNotContain(decision => decision.Repair.Kind == RepairKind.ForwardAndRepeat);
        link.Decisions.ShouldContain(decision => decision.Reason == BitrateReason.Congestion);
    }

    /// <summary>A queue that is half full for a part of the time over which losses are counted: another connection in the midst of it would cost pictures.</summary>
    [Fact]
    public void Loss_beside_a_queue_that_was_there_for_a_moment_changes_no_repair()
    {
        var controller = new BitrateController(Twitch with { Transport = MediaTransport.Srt, DelayBudgetMs = 1_000 }, 0);
        var link = new PlayedLink(controller, roundTripMs: 40);
        link.Play(20_000, 20_000);
        for (var i = 0; i < 20; i++)
        {
            link.Play(500, 20_000, loss: 0.05, extraMs: BitrateLimits.CalmGrowthMs + 50);
            link.Play(500, 20_000, loss: 0.05);
        }

        link.Decisions.ShouldNotContain(decision => decision.Reason == BitrateReason.Loss);
    }

    [Fact]
    public void A_connection_that_begins_anew_is_no_silence_and_no_sudden_rate()
    {
        var controller = new BitrateController(Twitch, 0);
        new PlayedLink(controller).Play(10_000, 2_000);
        controller.Observe(new LinkMeasurement(10_100, 0, 0, 40, 0, 0, 0));
        controller.Observe(new LinkMeasurement(10_200, 5_000, 1_000, 40, 4, 0, 0));

        controller.Mode.ShouldBe(MediaMode.Picture);
        Holds(Twitch, controller);
    }

    [Fact]
    public void The_size_falls_at_once_and_rises_no_more_often_than_every_5_s()
    {
        var link = new PlayedLink(new BitrateController(Twitch, 0));
        for (var i = 0; i < 20; i++)
        {
            link.Play(1_500, 6_000);
            link.Play(1_500, 800);
        }

        var larger = link.Decisions.Zip(link.Decisions.Skip(1)).Where(pair => pair.Second.Rung.LeastBps > pair.First.Rung.LeastBps).Select(pair => pair.Second.AtMs).ToArray();
        larger.Length.ShouldBeGreaterThan(1);
        larger.Zip(larger.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First >= BitrateLimits.RungUpAfterMs);
        link.Decisions.ShouldAllBe(decision => decision.Mode == MediaMode.Slate || decision.VideoBps >= decision.Rung.LeastBps);
    }

    [Fact]
    public void Where_a_platform_wants_one_size_only_rates_change()
    {
        var link = new PlayedLink(new BitrateController(new DestinationSettings(PlatformProfiles.Facebook, MediaTransport.Rtmp), 0));
        link.Play(10_000, 8_000);
        link.Play(5_000, 400);

        link.Decisions.Select(decision => decision.Rung).Distinct().ShouldBe([PlatformProfiles.Facebook.Rungs[0]]);
        link.Decisions.Select(decision => decision.VideoBps).Distinct().Count().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void A_destination_with_a_limit_of_its_own_is_never_given_more()
    {
        var controller = new BitrateController(Twitch with { MaxVideoBps = 1_500_000 }, 0);
        new PlayedLink(controller).Play(30_000, 20_000);

        controller.VideoBps.ShouldBe(1_500_000);
    }

    [Fact]
    public void Decisions_that_nobody_takes_are_bounded()
    {
        var controller = new BitrateController(Twitch, 0);
        for (var i = 0; i < 5_000; i++)
        {
            // Calm, then severe, again and again.
            controller.Observe(new LinkMeasurement(i * 1_000L, i, 0, i % 2 == 0 ? 40 : 2_000, 0, 0, 0));
            controller.Observe(new LinkMeasurement((i * 1_000L) + 500, i, 0, i % 2 == 0 ? 40 : 2_000, 0, 0, 0));
        }

        var waiting = 0;
        while (controller.TryTakeDecision(out _))
        {
            waiting++;
        }

        waiting.ShouldBeInRange(1, BitrateLimits.MaxDecisions);
    }

    private static void Holds(DestinationSettings settings, BitrateController controller)
    {
        controller.VideoBps.ShouldBeInRange(BitrateLimits.LeastVideoBps, settings.HighestVideoBps);
        controller.VideoBps.ShouldBeLessThanOrEqualTo(Math.Max(BitrateLimits.LeastVideoBps, settings.Platform.MaxVideoBps));
        controller.AudioBps.ShouldBeInRange(PlatformProfile.LowAudioBps, settings.Platform.AudioBps);
        controller.CapBytes.ShouldBeInRange(1, BitrateLimits.MaxWindowBytes);
        settings.Platform.Rungs.ShouldContain(controller.Rung);
    }
}
