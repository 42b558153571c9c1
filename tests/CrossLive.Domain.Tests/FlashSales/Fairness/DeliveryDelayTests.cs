using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class DeliveryDelayTests
{
    private const long NowUnixMs = 1_800_000_000_000;

    [Fact]
    public void Nothing_is_known_before_a_message_was_seen_and_then_no_error_is_promised()
    {
        var delay = new DeliveryDelay();

        delay.At(NowUnixMs).ShouldBeNull();
        delay.PlanFor(NowUnixMs + 60_000, NowUnixMs).ShouldBe(new DeliveryPlan(NowUnixMs + 60_000, null, null));
    }

    [Fact]
    public void What_is_sent_the_delay_before_the_opening_is_there_at_the_opening()
    {
        var delay = Seen(1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800, 1_900);
        delay.VideoMs = 6_000;

        delay.At(NowUnixMs).ShouldBe(new DeliveryEstimate(1_500, 400, 10));
        delay.PlanFor(NowUnixMs + 60_000, NowUnixMs).ShouldBe(new DeliveryPlan(NowUnixMs + 58_500, 400, NowUnixMs + 54_000));
    }

    [Fact]
    public void Where_it_is_too_late_it_goes_at_once_and_the_rest_is_error() =>
        Seen(1_000, 1_000, 1_000, 1_000, 1_000).PlanFor(NowUnixMs + 400, NowUnixMs).ShouldBe(new DeliveryPlan(NowUnixMs, 600, null));

    [Fact]
    public void One_message_in_ten_that_a_platform_held_back_moves_neither_delay_nor_error_much() =>
        Gen.Select(Gen.Long[900, 1_100].Array[18], Gen.Long[5_000, DeliveryDelay.MaxDelayMs].Array[2]).Sample((usual, held) =>
        {
            var estimate = Seen([.. usual, .. held]).At(NowUnixMs)!.Value;

            estimate.DelayMs.ShouldBeInRange(900, 1_100);
            estimate.ErrorMs.ShouldBeLessThanOrEqualTo(100);
        });

    [Fact]
    public void Few_samples_promise_little()
    {
        Seen(2_000).At(NowUnixMs).ShouldBe(new DeliveryEstimate(2_000, 2_000, 1));
        Seen(2_000, 2_000, 2_000, 2_000, 2_000).At(NowUnixMs)!.Value.ErrorMs.ShouldBe(0);
    }

    [Fact]
    public void The_way_back_is_taken_off_where_it_is_known_and_what_cannot_be_is_passed_over()
    {
        var delay = new DeliveryDelay();

        delay.Add(NowUnixMs, NowUnixMs - 1).ShouldBeFalse();
        delay.Add(NowUnixMs, NowUnixMs + DeliveryDelay.MaxDelayMs + 1).ShouldBeFalse();
        delay.At(NowUnixMs).ShouldBeNull();
        delay.Add(NowUnixMs, NowUnixMs + 3_000, returnMs: 1_000).ShouldBeTrue();
        delay.At(NowUnixMs)!.Value.DelayMs.ShouldBe(2_000);
    }

    [Fact]
    public void Old_samples_count_no_more_and_only_the_newest_are_kept()
    {
        var delay = Seen([.. Enumerable.Repeat(9_000L, 10), .. Enumerable.Repeat(1_000L, DeliveryDelay.MaxSamples)]);

        delay.At(NowUnixMs).ShouldBe(new DeliveryEstimate(1_000, 0, DeliveryDelay.MaxSamples));
        delay.At(NowUnixMs + DeliveryDelay.FreshForMs + 1).ShouldBeNull();
    }

    private static DeliveryDelay Seen(params long[] delaysMs)
    {
        var delay = new DeliveryDelay();
        foreach (var delayMs in delaysMs)
        {
            delay.Add(NowUnixMs - delayMs, NowUnixMs).ShouldBeTrue();
        }

        return delay;
    }
}
