using System.Text.Json;
using System.Xml.Linq;
using CrossLive.LoadTests.Compare;
using CrossLive.LoadTests.Compare.Cases;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Tests;

public class ReportTests
{
    private static readonly CaseResult Ours = new()
    {
        Case = "fanout-5000x100",
        System = SystemNames.CrossLive,
        Viewers = 5_000,
        CpuUsPerDelivery = 2,
        DeliveredShare = 1,
        FramesPerSecond = 250_000,
        BytesPerSecond = 100_000_000,
        P99Ms = 90,
        Rounds = 1,
    };

    [Fact]
    public void A_million_viewers_take_what_one_takes_a_million_times()
    {
        var plan = AudiencePlan.From([Ours, new CaseResult { Case = IdleCase.Name, System = SystemNames.CrossLive, BytesPerConnection = 20_480 }]).ShouldNotBeNull();

        plan.Cores.ShouldBe(200, 1e-6);
        plan.Edges.ShouldBe(67);
        plan.BitsPerViewer.ShouldBe(8 * (20_000 + (50 * AudiencePlan.WireBytesPerFrame)), 1e-6);
        plan.RootCores.ShouldBe(67 * 2 * 100 / 1e6, 1e-9);
        plan.Describe().ShouldContain("20.0 KB a connection = 307 MB");
        plan.Describe().ShouldContain("not measured in this run (`edge-kill`)");
        AudiencePlan.From([]).ShouldBeNull();
    }

    [Fact]
    public void Medians_are_values_that_were_seen_and_problems_are_added_up()
    {
        var median = CaseResult.MedianOf([Ours with { CpuUsPerDelivery = 5, Problems = 1 }, Ours with { CpuUsPerDelivery = 3, P99Ms = 10 }, Ours with { CpuUsPerDelivery = 4, P99Ms = null }]);

        (median.CpuUsPerDelivery, median.P99Ms, median.Problems, median.Rounds).ShouldBe((4, 10, 1, 3));
    }

    [Fact]
    public void Bars_compare_within_the_run_and_a_missing_figure_holds_nothing()
    {
        CaseResult Peer(string name, double? cpuUs) => Ours with { System = name, CpuUsPerDelivery = cpuUs };

        FanoutBars.Of("c", [Ours, Peer(SystemNames.SignalR, 6), Peer(SystemNames.Floor, 1)], 1 / 3.0, 1.5, isComplete: true).Select(bar => bar.Holds)
            .ShouldBe([true, true, false, true, true]);
        FanoutBars.Of("c", [Ours, Peer(SystemNames.SignalR, null)], 1 / 3.0, 1.5, isComplete: false).Select(bar => bar.Holds).ShouldBe([true, false]);
        FanoutBars.Of("c", [Ours with { Problems = 1 }], 1 / 3.0, 1.5, isComplete: false).ShouldHaveSingleItem().Holds.ShouldBeFalse();
    }

    [Fact]
    public void The_tables_take_the_place_of_the_last_run_and_leave_the_page_around_them()
    {
        var page = $"# Page\n{MarkdownPage.Begin}\nthe run before\n{MarkdownPage.End}\nrest\n";

        var next = MarkdownPage.With(page, [Ours], [new Bar("c", "what", "seen", true)], "a machine");

        next.ShouldStartWith($"# Page\n{MarkdownPage.Begin}\na machine.\n");
        next.ShouldEndWith($"{MarkdownPage.End}\nrest\n");
        next.ShouldNotContain("the run before");
        MarkdownPage.With(next, [Ours], [new Bar("c", "what", "seen", true)], "a machine").ShouldBe(next);
    }

    [Fact]
    public void The_JSON_list_has_the_promised_names_first()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(new[] { Ours }));

        json.RootElement[0].EnumerateObject().Select(property => property.Name).Take(8)
            .ShouldBe(["case", "system", "cpuUsPerDelivery", "deliveredShare", "framesPerSecond", "p50Ms", "p99Ms", "bytesPerConnection"]);
        json.RootElement[0].GetProperty("p50Ms").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Charts_are_well_formed_also_without_points_and_with_nothing_but_zeros(bool isLogarithmic)
    {
        foreach (var points in new (double, double)[][] { [], [(0, 0)], [(0, 0), (1, 0)], [(0, 1e9), (1, 1e-9)] })
        {
            var svg = SvgChart.Of("a < b", [new ChartLine("x & y", 0, points)], [(0, "1 s")], isLogarithmic);

            XElement.Parse(svg).Name.LocalName.ShouldBe("figure");
            svg.ShouldNotContain("NaN");
        }
    }

    [Theory]
    [InlineData("crosslive,nobody", 1, 1)]
    [InlineData("", 1, 1)]
    [InlineData("floor", 0, 1)]
    [InlineData("floor", 1, 0)]
    public void What_makes_no_sense_on_the_command_line_is_said_at_once(string systems, int rounds, int seconds) =>
        Should.Throw<SetupException>(() => CompareOptions.Parse(systems, rounds, seconds, [], PublishWay.Hub));

    [Fact]
    public void Settings_become_environment_variables_and_systems_stand_in_the_order_of_a_round()
    {
        var options = CompareOptions.Parse("floor,crosslive", 2, 5, ["CrossLive:Gateway:MaxFrameEvents=9", "A=b=c"], PublishWay.Hub);

        options.Systems.ShouldBe([SystemNames.CrossLive, SystemNames.Floor]);
        options.CrossLiveSettings.ShouldBe(new Dictionary<string, string> { ["CrossLive__Gateway__MaxFrameEvents"] = "9", ["A"] = "b=c" });
    }
}
