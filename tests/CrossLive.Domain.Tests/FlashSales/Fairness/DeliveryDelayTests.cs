using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class DeliveryDelayTests
{
    private const long NowUnixMs = 1_800_000_000_000;

    [Fact]
    public void Nothing_is_known_before_a_message_was_seen() => new DeliveryDelay().At(NowUnixMs).ShouldBeNull();

    [Fact]
    public void The_delay_is_the_middle_and_the_error_half_of_where_most_lie() =>
        Seen(1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800, 1_900).At(NowUnixMs).ShouldBe(new DeliveryEstimate(1_400, 400, 10));

    [Fact]
    public void What_was_kept_says_the_same_after_a_restart() =>
        Gen.Long[0, 5_000].Array[0, DeliveryDelay.MaxSamples + 20].Sample(delays =>
        {
            var delay = Seen(delays);

            var restored = new DeliveryDelay(delay.Samples);

            restored.At(NowUnixMs).ShouldBe(delay.At(NowUnixMs));
            restored.Samples.Count.ShouldBe(Math.Min(delays.Length, DeliveryDelay.MaxSamples));
        }, threads: 1);

    [Fact]
    public void One_message_in_ten_that_a_platform_held_back_moves_neither_delay_nor_error_much() =>
        Gen.Select(Gen.Long[900, 1_100].Array[18], Gen.Long[5_000, DeliveryDelay.MaxDelayMs].Array[2]).Sample((usual, held) =>
        {
            var estimate = Seen([.. usual, .. held]).At(NowUnixMs)!.Value;

            estimate.DelayMs.ShouldBeInRange(900, 1_100);
            estimate.ErrorMs.ShouldBeLessThanOrEqualTo(100);
        });

    [Fact]
    public void Of_two_messages_the_quicker_one_counts_since_the_first_one_pays_for_the_connection() =>
        Seen(1_400, 450).At(NowUnixMs).ShouldBe(new DeliveryEstimate(450, 450, 2));

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
