using CrossLive.Media.Workers;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media.Workers;

public sealed class WorkerWatchTests
{
    [Fact]
    public void Media_that_goes_on_is_health_and_silence_after_it_a_hang()
    {
        var watch = new WorkerWatch(0);
        watch.At(WorkerLimits.StartMs).ShouldBe(WorkerHealth.Starting);
        for (var at = 0L; at <= 4_000; at += WorkerLimits.StatsEveryMs)
        {
            watch.Hear(at, at);
            watch.At(at).ShouldBe(at < WorkerLimits.HealthyMs ? WorkerHealth.Starting : WorkerHealth.Healthy);
        }

        watch.At(4_000 + WorkerLimits.SilentMs).ShouldBe(WorkerHealth.Healthy);
        watch.At(4_001 + WorkerLimits.SilentMs).ShouldBe(WorkerHealth.Silent);
    }

    [Fact]
    public void One_that_talks_while_its_media_stands_still_hangs()
    {
        var watch = new WorkerWatch(0);
        for (var at = 0L; at <= 10_000; at += WorkerLimits.StatsEveryMs)
        {
            watch.Hear(at, Math.Min(at, 5_000));
            watch.At(at).ShouldBe(at > 5_000 + WorkerLimits.StillMs ? WorkerHealth.Still : at < WorkerLimits.HealthyMs ? WorkerHealth.Starting : WorkerHealth.Healthy);
        }
    }

    [Fact]
    public void One_of_which_no_media_is_expected_is_not_healthy_and_does_not_hang()
    {
        var watch = new WorkerWatch(0);
        for (var at = 0L; at <= 20_000; at += WorkerLimits.StatsEveryMs)
        {
            watch.Hear(at, null);
            watch.At(at).ShouldBe(WorkerHealth.Starting);
        }
    }

    [Fact]
    public void One_that_never_says_a_word_is_given_up() => new WorkerWatch(0).At(WorkerLimits.StartMs + 1).ShouldBe(WorkerHealth.Silent);
}
