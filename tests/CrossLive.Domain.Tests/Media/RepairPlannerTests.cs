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
    [InlineData(200, 0.05, 400, RepairKind.Repeat, 400)]
    [InlineData(200, 0, 500, RepairKind.Repeat, 500)]
    [InlineData(10, 0, 1_000, RepairKind.Repeat, RepairPlanner.LeastLatencyMs)]
    public void Repeats_where_there_is_time_and_parity_where_there_are_only_two_and_a_half_trips(double roundTripMs, double loss, int budgetMs, RepairKind kind, int latencyMs) =>
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
}
