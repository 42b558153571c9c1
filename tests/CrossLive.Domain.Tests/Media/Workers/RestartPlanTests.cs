using CrossLive.Media.Workers;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media.Workers;

public sealed class RestartPlanTests
{
    [Fact]
    public void Waits_double_up_to_the_most_of_their_kind_and_health_begins_anew()
    {
        var plan = new RestartPlan();
        WaitsOf(plan, WorkerEnd.Connection, 6).ShouldBe([250, 500, 1_000, 2_000, 4_000, 4_000]);
        plan.NoteHealthy();
        WaitsOf(plan, WorkerEnd.Connection, 1).ShouldBe([250]);
        plan.Forget();
        plan.NotBeforeMs.ShouldBe(0);
        WaitsOf(plan, WorkerEnd.Refused, 7).ShouldBe([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    }

    [Fact]
    public void A_worker_that_only_crashes_spends_its_budget_and_is_tried_slowly_from_then_on()
    {
        var plan = new RestartPlan();
        WaitsOf(plan, WorkerEnd.Crash, WorkerLimits.QuickTries).ShouldAllBe(waitMs => waitMs <= 2_000);
        plan.IsSpent.ShouldBeFalse();
        WaitsOf(plan, WorkerEnd.Hang, 2).ShouldBe([WorkerLimits.SlowRetryMs, WorkerLimits.SlowRetryMs]);
        plan.IsSpent.ShouldBeTrue();
        plan.NoteHealthy();
        plan.IsSpent.ShouldBeFalse();
    }

    /// <summary>A destination that can be reached again is reached within the longest wait of connections.</summary>
    [Fact]
    public void Whatever_ends_and_whatever_the_lot_the_wait_is_within_its_bounds() =>
        Gen.Select(Gen.Enum<WorkerEnd>(), Gen.Double[0, 1]).Array[1, 40].Sample(
            ends =>
            {
                var plan = new RestartPlan();
                foreach (var (end, jitter) in ends)
                {
                    plan.NoteEnd(end, 1_000, jitter);
                    var waitMs = plan.NotBeforeMs - 1_000;
                    waitMs.ShouldBeInRange(80, end switch { WorkerEnd.Connection => 4_000, WorkerEnd.Refused => 60_000, _ => WorkerLimits.SlowRetryMs });
                }
            },
            threads: 1);

    private static long[] WaitsOf(RestartPlan plan, WorkerEnd end, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        plan.NoteEnd(end, 0, 0);
        return plan.NotBeforeMs;
    })];
}
