using CrossLive.LoadTests.Media;
using CrossLive.LoadTests.Media.Bounds;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Tests.Media;

public sealed class BoundTests
{
    private const double OnTime = 0.995;
    private static readonly FluidStream Plenty = new(BytesPerMs: 10_000, MostAgeMs: 1_000);

    [Fact]
    public void What_is_not_used_counts_for_why_nothing_was_written_when_it_would_have_had_to_be()
    {
        var losses = new LinkLosses(aheadMs: 2);
        losses.Note(unusedBytes: 7, IdleReason.Window);
        losses.Note(unusedBytes: 7, IdleReason.Rate);
        losses.Note(unusedBytes: 100, IdleReason.Slate);
        losses.Note(unusedBytes: 30, IdleReason.Slate);

        losses.Bytes(IdleReason.Window).ShouldBe(100);
        losses.Bytes(IdleReason.Rate).ShouldBe(30);
        losses.Bytes(IdleReason.Slate).ShouldBe(0);
        losses.Shares(1_000)[nameof(IdleReason.Window)].ShouldBe(0.1);
    }

    [Fact]
    public void What_a_link_carries_in_a_round_trip_fills_it_half_of_that_half_of_it()
    {
        var link = new FluidLink(LinkTests.Constant(3_000), 10_000);
        var roundTrip = link.Bytes(1_000, 1_000 + TraceCase.RoundTripMs);

        // A link that carries in steps needs one chance more.
        Play(link, roundTrip + LinkTrace.ChanceBytes).Use.ShouldBeInRange(0.95, 0.97);
        Play(link, roundTrip / 2).Use.ShouldBeInRange(0.4, 0.6);
        Play(link, roundTrip).AudioOnTime.ShouldBe(1);
    }

    [Fact]
    public void More_on_its_way_than_a_link_carries_before_audio_has_to_be_there_makes_it_late()
    {
        var link = new FluidLink(LinkTests.Constant(3_000), 10_000);

        Play(link, link.Bytes(1_000, 1_300)).AudioOnTime.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Foresight_uses_all_that_there_is_to_send_and_no_more_than_the_link_has()
    {
        var link = new FluidLink(LinkTests.Constant(4_000), 10_000);

        link.Foresight(new FluidStream(BytesPerMs: 250, MostAgeMs: 500)).ShouldBeInRange(0.47, 0.49);
        link.Foresight(Plenty).ShouldBeInRange(0.95, 0.97);
    }

    [Fact]
    public void A_tree_asks_for_the_figure_that_tells_the_gains_apart()
    {
        // Below 50 of figure 1 the first level gains, above it the second; figure 0 tells nothing.
        double[][] gains = [.. Enumerable.Range(0, 100).Select(i => i < 50 ? (double[])[1, 0] : [0, 1])];
        float Figure(int sample, int which) => which == 0 ? sample % 7 : sample;
        var tree = RegimeTree.Grow(Figure, figures: 2, gains, mostRegimes: 4, leastSamples: 1);

        // Near the border the thresholds that are tried may be a few samples off.
        int[] levels = [.. Enumerable.Range(0, 100).Select(i => tree.BestLevel[tree.RegimeOf(which => Figure(i, which))])];
        levels[..45].ShouldAllBe(level => level == 0);
        levels[55..].ShouldAllBe(level => level == 1);
    }

    [Fact]
    public void With_one_regime_there_is_one_level_and_it_is_what_gains_most_on_the_whole()
    {
        double[][] gains = [[1, 0], [0, 3], [1, 0]];

        RegimeTree.Grow((sample, _) => sample, figures: 1, gains, mostRegimes: 1, leastSamples: 1).BestLevel.ShouldBe([1]);
    }

    [Fact]
    public void What_is_known_of_a_link_is_a_round_trip_old()
    {
        // The first figure is what was carried a ms in the last 5 ms known.
        var trace = LinkTrace.Parse("one chance", "500\n2000\n");
        var history = new LinkHistory(new FluidLink(trace, 1_000));

        history.Figure(500 + TraceCase.RoundTripMs, 0).ShouldBe(0);
        history.Figure(501 + TraceCase.RoundTripMs, 0).ShouldBe(LinkTrace.ChanceBytes / 5f);
    }

    [Fact]
    public void More_regimes_find_more_use_with_audio_on_time_where_they_are_fitted_and_shrinking_makes_any_policy_safe()
    {
        var link = new FluidLink(LinkTrace.Parse("generated", LinkTrace.Generate(3, 20_000)), 20_000);
        var history = new LinkHistory(link);
        WindowPolicy? Find(int regimes) => WindowPolicy.Find(link, history, Plenty, regimes, 0, link.LengthMs, OnTime, CancellationToken.None);
        var (one, eight) = (Find(1), Find(8).ShouldNotBeNull());

        var seen = eight.Play(link, Plenty, 0, link.LengthMs);
        seen.AudioOnTime.ShouldBeGreaterThanOrEqualTo(OnTime);
        seen.Use.ShouldBeGreaterThanOrEqualTo(one?.Play(link, Plenty, 0, link.LengthMs).Use ?? 0);
        eight.PlayShrunk(link, Plenty, 0, link.LengthMs, 1).Use.ShouldBeLessThanOrEqualTo(seen.Use);
    }

    private static FluidResult Play(FluidLink link, double windowBytes) => link.Play(Plenty, new int[link.LengthMs], [windowBytes], 0, link.LengthMs);
}
