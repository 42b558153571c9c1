using CrossLive.Media.Workers;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media.Workers;

public sealed class StandstillWatchTests
{
    [Fact]
    public void A_supervisor_that_stood_still_starts_nothing_until_it_was_answered()
    {
        var watch = new StandstillWatch();
        watch.Turn(1_000_000).ShouldBeFalse();
        watch.Turn(1_000_000 + WorkerLimits.SupervisorSilentMs).ShouldBeTrue();
        watch.MayStart.ShouldBeFalse();
        watch.Turn(1_000_050 + WorkerLimits.SupervisorSilentMs).ShouldBeFalse();
        watch.MayStart.ShouldBeFalse("Turns alone are no answer.");
        watch.NoteAnswer();
        watch.MayStart.ShouldBeTrue();
    }

    [Fact]
    public void One_that_is_only_late_goes_on()
    {
        var watch = new StandstillWatch();
        for (long now = 0; now < 60_000; now += WorkerLimits.SupervisorSilentMs - 1)
        {
            watch.Turn(now).ShouldBeFalse();
        }

        watch.MayStart.ShouldBeTrue();
    }
}
