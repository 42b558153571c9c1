using CrossLive.Media;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class RepairPlannerTests
{
    /// <summary>The settings that were measured to work, and one where FEC would only add bytes.</summary>
    [Theory]
    [InlineData(40, 0.05, 1_000, RepairKind.Repeat, 200)]
    [InlineData(200, 0.05, 1_000, RepairKind.Repeat, 1_000)]
    [InlineData(200, 0.05, 500, RepairKind.ForwardAndRepeat, 500)]
    [InlineData(210, 0.05, 500, RepairKind.ForwardAndRepeat, 500)]
    [InlineData(200, 0.05, 400, RepairKind.Repeat, 400)]
    [InlineData(200, 0, 500, RepairKind.Repeat, 500)]
    [InlineData(10, 0, 1_000, RepairKind.Repeat, RepairPlanner.LeastLatencyMs)]
    public void Repeats_where_there_is_time_and_parity_where_there_are_hardly_more_than_two_trips(double roundTripMs, double loss, int budgetMs, RepairKind kind, int latencyMs) =>
        RepairPlanner.Choose(roundTripMs, loss, budgetMs).ShouldBe(new RepairPlan(kind, latencyMs));

    [Fact]
    public void It_stays_within_the_budget_whatever_was_measured() =>
        Gen.Select(Gen.Double, Gen.Double, Gen.Int[0, 10_000]).Sample(
            (roundTripMs, loss, budgetMs) => RepairPlanner.Choose(roundTripMs, loss, budgetMs).LatencyMs.ShouldBeInRange(0, budgetMs),
            iter: 2_000, threads: 1);

    [Fact]
    public void Only_parity_has_a_packet_filter()
    {
        RepairPlanner.Choose(200, 0.05, 500).PacketFilter.ShouldStartWith("fec,");
        RepairPlanner.Choose(40, 0.05, 500).PacketFilter.ShouldBeEmpty();
    }

    /// <summary>What a parity packet is made of has to come within the latency: with 0.9 Mbps there are some 115 packets a second.</summary>
    [Theory]
    [InlineData(40, 125, "fec,cols:5,rows:1,arq:always")]
    [InlineData(100, 250, "fec,cols:5,rows:1,arq:always")]
    [InlineData(200, 500, "fec,cols:10,rows:5,arq:always")]
    public void Where_there_is_little_latency_parity_is_over_few_packets(double roundTripMs, int budgetMs, string filter) =>
        RepairPlanner.Choose(roundTripMs, 0.05, budgetMs).PacketFilter.ShouldBe(filter);

    /// <summary>A link whose round trip and loss are measured now so, now so: what is lost is repaired, and the connection is soon left alone.</summary>
    [Fact]
    public void Within_a_stream_repair_only_grows_and_changes_a_dozen_times_at_most_whatever_is_measured() =>
        Gen.Select(Gen.Select(Gen.Double[0, 2_000], Gen.Double[0, 1]).Array[0, 300], Gen.Int[RepairPlanner.LeastLatencyMs, 1_000]).Sample(
            (measured, budgetMs) =>
            {
                var plan = RepairPlanner.First(budgetMs);
                var changes = 0;
                foreach (var (roundTripMs, loss) in measured)
                {
                    var next = RepairPlanner.Next(plan, roundTripMs, loss, budgetMs);
                    ((int)next.Kind).ShouldBeGreaterThanOrEqualTo((int)plan.Kind);
                    next.LatencyMs.ShouldBeInRange(plan.LatencyMs, budgetMs);
                    next.LatencyMs.ShouldBeGreaterThanOrEqualTo(loss < BitrateLimits.LeastLoss ? plan.LatencyMs : RepairPlanner.Choose(roundTripMs, loss, budgetMs).LatencyMs);
                    changes += next == plan ? 0 : 1;
                    plan = next;
                }

                changes.ShouldBeLessThanOrEqualTo(12);
            },
            iter: 500, threads: 1);

    [Fact]
    public void What_is_measured_around_a_limit_changes_the_repair_once() =>
        Gen.Double[190, 220].Array[2, 100].Sample(
            roundTripsMs =>
            {
                var plans = roundTripsMs.Aggregate(
                    new List<RepairPlan> { RepairPlanner.First(500) },
                    (all, roundTripMs) => [.. all, RepairPlanner.Next(all[^1], roundTripMs, 0.05, 500)]);
                plans.Distinct().Count().ShouldBe(2);
                plans[^1].ShouldBe(new RepairPlan(RepairKind.ForwardAndRepeat, 500));
            },
            iter: 200, threads: 1);
}
