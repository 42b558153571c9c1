using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CrossLive.LoadTests.Fairness;
using CrossLive.LoadTests.Fairness.Results;

namespace CrossLive.LoadTests.Tests.Fairness;

/// <summary>Small runs on a generated matrix. The full one is the command's; its bars are not held here but where figures of so few buyers can hold them.</summary>
public sealed partial class FairnessRunTests
{
    private static readonly Lazy<FairnessResults> Small = new(() => Run(seed: 5));

    [Fact]
    public void The_same_seed_gives_the_same_figures_and_another_one_others()
    {
        Run(seed: 5).ToJson().ShouldBe(Small.Value.ToJson());
        Run(seed: 6).Settings[0].ShouldNotBe(Small.Value.Settings[0]);
    }

    [Fact]
    public void Without_jitter_every_buyer_is_counted_to_the_microsecond_or_two() => Small.Value.IdentityErrorUs.ShouldBeLessThan(5);

    [Fact]
    public void The_rule_is_fairer_than_arrival_and_buttons_open_closer_together_than_by_broadcast()
    {
        foreach (var setting in Small.Value.Settings)
        {
            setting.Fair.All.ShouldBeGreaterThan(0.99);
            setting.Fair.All.ShouldBeGreaterThan(setting.Arrival.All);
            setting.Arrival.All.ShouldBeGreaterThan(setting.BroadcastArrival.All);
            setting.ReleaseSkewMs.ShouldBeLessThan(setting.BroadcastSkewLeastMs);
        }
    }

    [Fact]
    public void No_liar_gains_more_than_its_bound_and_every_way_of_lying_was_tried()
    {
        Small.Value.Lies.Count.ShouldBe(10);
        Small.Value.Lies.ShouldAllBe(lie => lie.Beyond == 0 && lie.Liars > 0);
    }

    [Fact]
    public void A_program_gains_nothing_over_the_floor() =>
        Small.Value.Lies.Where(lie => lie.Lie.StartsWith("Fires", StringComparison.Ordinal)).ShouldAllBe(lie => lie.MostGainMs <= 0);

    [Fact]
    public void A_longer_window_is_fairer_and_waits_longer()
    {
        var curve = Small.Value.Curve;

        curve.Select(point => point.WindowMs).ShouldBe(Enumerable.Range(0, 21).Select(step => step * 25));
        curve.Select(point => point.MeanWaitMs).ShouldBe(curve.Select(point => point.MeanWaitMs).Order());
        curve[^1].Pairs.All.ShouldBeGreaterThan(curve[0].Pairs.All);
        (curve[0].MeanWaitMs, curve[0].Inside).ShouldBe((0, 0));
    }

    [Fact]
    public void The_draw_can_be_checked_and_every_change_to_it_is_found() => Small.Value.Draw.ShouldBe(new DrawResult(0, 5, 5));

    [Fact]
    public void A_missing_file_is_said_and_the_JSON_has_the_bars()
    {
        using var json = JsonDocument.Parse(Small.Value.ToJson());

        json.RootElement.GetProperty("data").GetString().ShouldNotBeNull().ShouldStartWith("generated");
        var bars = json.RootElement.GetProperty("bars").EnumerateArray().ToArray();
        bars.Length.ShouldBe(19);
        bars.ShouldAllBe(bar => bar.GetProperty("what").GetString()!.Length > 0 && bar.GetProperty("seen").GetString()!.Length > 0);
    }

    [Fact]
    public void A_bar_that_does_not_hold_says_so()
    {
        var results = Small.Value with { Settings = [Small.Value.Settings[0] with { ReleaseSkewMs = 10.01, Fair = new OrderShares(0.9979, 0.99) }, Small.Value.Settings[1]] };

        FairnessBars.Of(results).Where(bar => bar.Case == "symmetric").Select(bar => bar.Holds).ShouldBe([false, false, true]);
        FairnessBars.Of(results with { Lies = [new LieResult("FalseFigure", true, 96, 1, 40, 30, 1)] }).Single(bar => bar.Case == "liars").Holds.ShouldBeFalse();
    }

    [Fact]
    public void The_page_holds_well_formed_curves_and_the_bars()
    {
        var page = FairnessPage.Of(Small.Value);

        var figures = Figure().Matches(page);
        figures.Count.ShouldBe(4);
        figures.ShouldAllBe(figure => XElement.Parse(figure.Value).Descendants("polyline").Any());
        page.ShouldContain("pairs in the right order");
        page.ShouldNotContain("NaN");
    }

    private static FairnessResults Run(int seed) => new FairnessRun(new FairnessOptions(seed, Data: null, Servers: 3, Buyers: 150)).Run(_ => { }, CancellationToken.None);

    [GeneratedRegex("<figure>.*?</figure>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Figure();
}
