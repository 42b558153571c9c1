using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Tests;

public class ScheduleTests
{
    [Theory]
    [InlineData(100, 0)]
    [InlineData(1_000, 0)]
    [InlineData(3, 75_000)]
    [InlineData(7.3, 10_000)]
    public void Events_of_neighbouring_windows_are_counted_once_each(double rate, long jitterUs)
    {
        var schedule = new Schedule(5_000_000, rate, jitterUs);
        long[] edges = [0, 5_000_000, 5_000_001, 6_234_567, 9_999_999, 15_000_000];

        for (var i = 1; i < edges.Length; i++)
        {
            var counted = Enumerable.Range(0, 20_000).LongCount(number => schedule.DueUs(number) >= edges[i - 1] && schedule.DueUs(number) < edges[i]);
            schedule.CountBetween(edges[i - 1], edges[i]).ShouldBe(counted);
        }
    }

    [Fact]
    public void An_event_is_due_by_its_number_whatever_became_of_those_before()
    {
        var schedule = new Schedule(1_000, 100);

        schedule.DueUs(0).ShouldBe(1_000);
        schedule.DueUs(250).ShouldBe(2_501_000);
    }

    [Fact]
    public void Jitter_keeps_events_in_order_and_their_distances_apart()
    {
        var schedule = new Schedule(0, 1e6 / 325_000, 75_000);

        var gaps = Enumerable.Range(0, 1_000).Select(number => schedule.DueUs(number + 1) - schedule.DueUs(number)).ToArray();

        gaps.Min().ShouldBeInRange(250_000, 300_000);
        gaps.Max().ShouldBeInRange(350_000, 400_000);
    }

    [Fact]
    public void A_text_says_when_it_was_due_and_has_the_length_of_a_message()
    {
        var text = DueText.Of(123_456_789_012);

        DueText.Read(System.Text.Encoding.UTF8.GetBytes(text)).ShouldBe(123_456_789_012);
        text.Length.ShouldBeInRange(60, 100);
        DueText.Read("hello"u8).ShouldBeNull();
        DueText.Read("due:soon"u8).ShouldBeNull();
    }

    [Fact]
    public void Pauses_double_with_each_failure_up_to_the_longest()
    {
        var comeBack = new ComeBack(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(20));

        comeBack.DelayUs(0, 1).ShouldBe(500_000);
        comeBack.DelayUs(3, 0.5).ShouldBe(2_000_000);
        comeBack.DelayUs(1_000, 1).ShouldBe(20_000_000);
        comeBack.DelayUs(5, 0).ShouldBe(0);
    }
}
