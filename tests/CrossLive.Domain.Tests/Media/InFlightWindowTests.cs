using CrossLive.Media;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class InFlightWindowTests
{
    private static readonly InFlightShape Shape = new(LeastPackets: 2, Share: 1, SpanMs: 50, Spans: 4, ShrinkPerMs: 0.01);

    [Fact]
    public void It_is_what_the_worst_span_delivered_and_the_least()
    {
        var window = new InFlightWindow(Shape);
        var acked = 0L;
        for (var ms = 0; ms <= 400; ms += 10)
        {
            // 10 KB a span, but 2 KB in the one from 300 to 350 ms.
            acked += ms is > 300 and <= 350 ? 400 : 2_000;
            window.Observe(ms, acked, 40);
        }

        window.CapBytes.ShouldBe((2 * MediaLimits.MaxSliceBytes) + 2_000);
    }

    [Fact]
    public void Silence_closes_it_to_the_least_and_a_link_that_delivers_opens_it_again()
    {
        var window = new InFlightWindow(Shape);
        var acked = 0L;
        for (var ms = 0; ms <= 400; ms += 10)
        {
            window.Observe(ms, acked += 2_000, 40);
        }

        var open = window.CapBytes;
        window.Observe(460, acked, 40);
        var closed = window.CapBytes;
        for (var ms = 470; ms <= 800; ms += 10)
        {
            window.Observe(ms, acked += 2_000, 40);
        }

        closed.ShouldBe(2 * MediaLimits.MaxSliceBytes);
        window.CapBytes.ShouldBe(open);
    }

    [Fact]
    public void A_longer_round_trip_makes_it_smaller_and_never_nothing()
    {
        var window = new InFlightWindow(Shape);
        window.Observe(0, 0, 40);
        window.Observe(10, 1_000, 40);
        var flat = window.CapBytes;
        window.Observe(20, 2_000, 40 + BitrateLimits.FlatMs + 50);
        window.CapBytes.ShouldBe(flat / 2);
        window.Observe(30, 3_000, 10_000);
        window.CapBytes.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(4, 1.0)]
    [InlineData(8, 4.0)]
    [InlineData(2, 0.25)]
    public void Where_it_bends_a_link_twice_as_fast_gets_four_times_the_share_and_never_more_than_the_most(int packetsEach10Ms, double timesBendAt)
    {
        // 4 packets each 10 ms are BendAtBytes in a span.
        var each = (long)(packetsEach10Ms * BitrateLimits.BendAtBytes / 20);
        var bent = new InFlightWindow(Shape with { Bend = 1 });
        var bounded = new InFlightWindow(Shape with { Bend = 1, MostPackets = 3 });
        var acked = 0L;
        for (var ms = 0; ms <= 400; ms += 10)
        {
            acked += each;
            bent.Observe(ms, acked, 40);
            bounded.Observe(ms, acked, 40);
        }

        bent.CapBytes.ShouldBe((2 * MediaLimits.MaxSliceBytes) + (long)(timesBendAt * BitrateLimits.BendAtBytes));
        bounded.CapBytes.ShouldBe(Math.Min(bent.CapBytes, 3 * MediaLimits.MaxSliceBytes));
    }

    [Fact]
    public void Counters_that_begin_anew_do_not_count_as_delivered()
    {
        var window = new InFlightWindow(Shape);
        window.Observe(0, 1_000_000, 40);
        window.Observe(10, 0, 40);
        window.Observe(20, 5_000, 40);

        window.CapBytes.ShouldBe(2 * MediaLimits.MaxSliceBytes);
    }
}
