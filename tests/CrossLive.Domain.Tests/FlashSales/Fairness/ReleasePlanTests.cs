using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class ReleasePlanTests
{
    private const long OpensAtUnixMs = 1_800_000_000_000;

    [Fact]
    public void The_button_opens_when_the_clients_clock_shows_the_opening_by_the_servers()
    {
        var plan = ReleasePlan.From(OpensAtUnixMs, offsetMs: OpensAtUnixMs - 5_000, roundTripMs: 40, ageMs: 2_000);

        plan.ShowAtLocalMs.ShouldBe(5_000);
        plan.ErrorMs.ShouldBe(20.1, 1e-9);
        plan.IsOpen(4_999.9).ShouldBeFalse();
        plan.IsOpen(5_000).ShouldBeTrue();
        plan.RemainingMs(4_000).ShouldBe(1_000);
        plan.RemainingMs(6_000).ShouldBe(0);
    }

    [Fact]
    public void Whoever_waits_as_told_looks_seldom_and_is_there_at_the_opening_and_never_waits_beyond_it() =>
        Gen.Select(Gen.Double[0, 1e8], Gen.Double[-1e6, 1e6]).Sample((remaining, now) =>
        {
            var plan = new ReleasePlan(OpensAtUnixMs, OpensAtUnixMs - now - remaining, 0);
            var looks = 0;
            while (!plan.IsOpen(now))
            {
                // A local time of 1.8e12 less an offset is exact to a thousandth of a millisecond: the last step may be that short of it.
                now += Math.Max(0.001, plan.WaitMs(now));
                (++looks).ShouldBeLessThan(60);
            }

            (now - plan.ShowAtLocalMs).ShouldBeLessThan(0.01);
        });

    [Fact]
    public void Clocks_are_compared_often_enough_before_the_opening_to_fill_the_servers_window()
    {
        var plan = new ReleasePlan(OpensAtUnixMs, OpensAtUnixMs, 0);
        var probes = 0;
        for (var now = -60_000.0; now < 1_000; now += ReleasePlan.ProbeIntervalMs)
        {
            probes += plan.IsTimeToProbe(now) ? 1 : 0;
        }

        probes.ShouldBeInRange(FairnessLimits.MaxRoundTrips, FairnessLimits.MaxRoundTrips + 4);
        plan.IsTimeToProbe(-100).ShouldBeFalse();
    }
}
