using CsCheck;

namespace CrossLive.Client.Tests;

public class ClockEstimatorTests
{
    [Fact]
    public void The_offset_is_the_one_of_the_protocol_page()
    {
        var probe = new ClockProbe(SentMs: 100, ServerReceivedMs: 5_110, ServerSentMs: 5_112, ReceivedMs: 132);

        probe.RoundTripMs.ShouldBe(30);
        probe.OffsetMs.ShouldBe(4_995);
    }

    [Fact]
    public void The_estimate_is_wrong_by_half_the_smallest_round_trip_at_most_however_the_ways_differ()
    {
        var delay = Gen.Double[0, 500];
        Gen.Select(Gen.Double[-1e12, 1e12], Gen.Select(delay, delay, Gen.Double[0, 50]).Array[1, ClockEstimator.Window]).Sample((offset, probes) =>
        {
            var clock = new ClockEstimator();
            var now = 1_000.0;
            foreach (var (there, inServer, back) in probes.Select(p => (p.Item1, p.Item3, p.Item2)))
            {
                var arrived = now + there + offset;
                clock.Add(new ClockProbe(now, arrived, arrived + inServer, now + there + inServer + back)).ShouldBeTrue();
                now += 1_000;
            }

            // Doubles of 1e12 ms are exact to 1e-4.
            Math.Abs(clock.Best!.Value.OffsetMs - offset).ShouldBeLessThanOrEqualTo((probes.Min(p => p.Item1 + p.Item2) / 2) + 0.01);
        });
    }

    [Fact]
    public void An_old_probe_is_forgotten_even_if_it_was_the_best()
    {
        var clock = new ClockEstimator();
        clock.Add(new ClockProbe(0, 10, 10, 1));
        for (var i = 1; i <= ClockEstimator.Window; i++)
        {
            clock.Add(new ClockProbe(0, 30, 30, 20));
        }

        clock.Best!.Value.OffsetMs.ShouldBe(20);
    }

    [Fact]
    public void Times_that_the_server_rounded_to_milliseconds_do_not_make_a_fast_answer_impossible()
    {
        var clock = new ClockEstimator();

        clock.Add(new ClockProbe(0, 10, 12, 0.5)).ShouldBeTrue();

        clock.Best!.Value.RoundTripMs.ShouldBe(0);
    }

    [Theory]
    [InlineData(10, 0, 0, 5)]
    [InlineData(0, 10, 90, 20)]
    [InlineData(0, 10, 13, 0.9)]
    [InlineData(0, double.NaN, 0, 5)]
    [InlineData(0, double.PositiveInfinity, 0, 5)]
    public void A_probe_that_cannot_be_is_passed_over(double sent, double serverReceived, double serverSent, double received)
    {
        var clock = new ClockEstimator();

        clock.Add(new ClockProbe(sent, serverReceived, serverSent, received)).ShouldBeFalse();

        clock.Best.ShouldBeNull();
    }
}
