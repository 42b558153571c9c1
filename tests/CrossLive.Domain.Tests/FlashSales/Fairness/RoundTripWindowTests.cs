using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class RoundTripWindowTests
{
    private const long NowUs = 5_000_000;

    [Fact]
    public void The_shortest_counts_and_the_spread_is_longest_less_shortest()
    {
        var credit = Measure(30_000, 20_000, 25_000, 21_000).At(NowUs);

        credit.ShouldBe(new RoundTripCredit(20_000, 10_000, 7_500, 4));
        credit.IsGiven.ShouldBeTrue();
    }

    [Fact]
    public void Too_few_give_no_credit()
    {
        var credit = Measure(20_000, 21_000, 22_000).At(NowUs);

        credit.IsGiven.ShouldBeFalse();
        (credit.RoundTripUs, credit.BeliefUs).ShouldBe((0, 0));
        new RoundTripWindow().At(NowUs).ShouldBe(RoundTripCredit.None);
    }

    [Fact]
    public void Old_ones_count_no_more()
    {
        var window = Measure(20_000, 21_000, 22_000, 23_000);

        window.At(NowUs + FairnessLimits.FreshForUs - 100).IsGiven.ShouldBeTrue();
        window.At(NowUs + FairnessLimits.FreshForUs + 100_000).IsGiven.ShouldBeFalse();
    }

    [Fact]
    public void Only_the_newest_are_kept()
    {
        var window = Measure([10_000, .. Enumerable.Repeat(30_000L, FairnessLimits.MaxRoundTrips)]);

        window.At(NowUs).ShouldBe(new RoundTripCredit(30_000, 0, 0, FairnessLimits.MaxRoundTrips));
    }

    [Fact]
    public void A_number_that_is_made_up_or_sent_twice_measures_nothing()
    {
        var window = new RoundTripWindow();
        window.Answer(7, 0);

        window.Acknowledge(8, 10).ShouldBeFalse();
        window.Acknowledge(0, 10).ShouldBeFalse();
        window.Acknowledge(7, 10).ShouldBeTrue();
        window.Acknowledge(7, 20).ShouldBeFalse();
        window.At(20).RoundTrips.ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => window.Answer(0, 0));
    }

    [Fact]
    public void The_oldest_answer_is_forgotten_where_too_many_are_awaited()
    {
        var window = new RoundTripWindow();
        for (var number = 1UL; number <= FairnessLimits.MaxAwaited + 1; number++)
        {
            window.Answer(number, 0);
        }

        window.Acknowledge(1, 10).ShouldBeFalse();
        window.Acknowledge(2, 10).ShouldBeTrue();
    }

    [Fact]
    public void A_clock_that_went_back_measures_nothing()
    {
        var window = new RoundTripWindow();
        window.Answer(1, 100);

        window.Acknowledge(1, 50).ShouldBeTrue();

        window.At(100).RoundTrips.ShouldBe(0);
    }

    [Fact]
    public void More_than_the_longest_is_counted_as_the_longest() =>
        Measure(900_000, 900_000, 900_000, 900_000).At(NowUs).RoundTripUs.ShouldBe(FairnessLimits.MaxRoundTripUs);

    [Fact]
    public void Delaying_every_acknowledgement_gains_nothing_where_the_transport_is_known_and_half_the_delay_where_it_is_not() =>
        Gen.Select(Honest, Gen.Long[1, 200_000]).Sample((roundTrips, delay) =>
        {
            var honest = Measure(roundTrips).At(NowUs, roundTrips.Min());
            long[] delayed = [.. roundTrips.Select(roundTrip => roundTrip + delay)];

            Measure(delayed).At(NowUs, roundTrips.Min()).ShouldBe(honest);

            var hidden = Measure(delayed).At(NowUs);
            hidden.BeliefUs.ShouldBe(honest.BeliefUs);
            ((hidden.RoundTripUs - honest.RoundTripUs) / 2).ShouldBe(delay / 2);
        });

    [Fact]
    public void Delaying_some_leaves_the_round_trip_as_it_is_and_brings_no_more_belief_than_the_spread_it_makes_and_the_limit() =>
        Gen.Select(Honest, Gen.Long[1, 500_000], Gen.Int[1, 100]).Sample((roundTrips, delay, which) =>
        {
            // The shortest is not among those that are delayed.
            var sorted = roundTrips.Order().ToArray();
            var delayed = sorted.Select((roundTrip, i) => i > 0 && which % (i + 1) != 0 ? roundTrip + delay : roundTrip).ToArray();
            var credit = Measure(delayed).At(NowUs);

            credit.RoundTripUs.ShouldBe(sorted[0]);
            credit.SpreadUs.ShouldBe(delayed.Max() - delayed.Min());
            credit.BeliefUs.ShouldBeLessThanOrEqualTo(Math.Min(credit.SpreadUs, FairnessLimits.MaxBeliefUs));
        });

    [Fact]
    public void Whoever_lies_as_much_as_is_believed_gains_no_more_than_its_spread_where_the_luckiest_round_trip_waited_little() =>
        Gen.Select(Gen.Long[0, 400_000], Gen.Long[0, 40_000].Array[FairnessLimits.LeastRoundTrips, FairnessLimits.MaxRoundTrips], Gen.Long[0, 40_000], Gen.Long[200_000, 900_000], Gen.Bool)
            .Sample((least, waits, waited, response, isSymmetric) =>
            {
                var up = isSymmetric ? least / 2 : least / 3;
                var credit = Measure([.. waits.Select(wait => least + wait)]).At(NowUs);
                var arrival = 1_800_000_000_000_000 - ((up - (least - up)) / 2) + response + up + waited;

                var gain = response - ResponseTime.OfUs(arrival, 1_800_000_000_000, credit, ownUs: 0, FairnessLimits.HumanFloorMs);

                gain.ShouldBeLessThanOrEqualTo(credit.BeliefUs + (waits.Min() / 2) - waited + 2);
                if (waits.Min() / 2 <= credit.SpreadUs / 4)
                {
                    gain.ShouldBeLessThanOrEqualTo(credit.SpreadUs + 2);
                }
            });

    private static Gen<long[]> Honest => Gen.Long[1_000, 300_000].Array[FairnessLimits.LeastRoundTrips, FairnessLimits.MaxRoundTrips];

    private static RoundTripWindow Measure(params long[] roundTripsUs)
    {
        var window = new RoundTripWindow();
        for (var i = 0; i < roundTripsUs.Length; i++)
        {
            window.Answer((ulong)i + 1, NowUs - roundTripsUs[i]);
            window.Acknowledge((ulong)i + 1, NowUs);
        }

        return window;
    }
}
