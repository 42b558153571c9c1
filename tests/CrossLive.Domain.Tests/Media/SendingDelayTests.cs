using CrossLive.Media;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class SendingDelayTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(200, 0, 0, 80, 0, 240)]
    // 125 KB at 1 Mbit/s is a second.
    [InlineData(0, 125_000, 1_000_000, 40, 0, 1_020)]
    // A link that is not known yet says nothing of what waits in the socket.
    [InlineData(0, 125_000, 0, 40, 0, 20)]
    // SRT's receiver holds everything as long; what waits meanwhile is within it.
    [InlineData(100, 125_000, 1_000_000, 40, 500, 620)]
    [InlineData(long.MaxValue / 2, 0, 0, 0, 0, SendingDelay.MaxMs)]
    public void It_is_what_waits_and_half_of_the_way_there_and_back(long oldestMs, long unsentBytes, long deliveryBps, double roundTripMs, int holdMs, int expectedMs) =>
        SendingDelay.Of(oldestMs, unsentBytes, deliveryBps, roundTripMs, holdMs).ShouldBe(expectedMs);

    [Fact]
    public void A_delay_that_stands_still_is_told_once_a_minute_and_one_that_changes_within_ten_seconds_and_more()
    {
        var news = new PictureDelayNews();
        var told = Enumerable.Range(0, 191).Select(second => (second, Ms: news.Take(second < 120 ? 400 + (second % 2 * 100) : 2_000, second * 1_000))).Where(each => each.Ms is not null).ToArray();
        told.Select(each => each.second).Take(3).ShouldBe([0, 60, 120]);
        told[0].Ms.ShouldBe(400);
        told[1].Ms!.Value.ShouldBeInRange(430, 470);
        // A jump of 1.6 s: most of it is told after ten seconds, and it ends there.
        told[3].second.ShouldBe(130);
        told[3].Ms!.Value.ShouldBeInRange(1_750, 2_000);
        told[^1].Ms!.Value.ShouldBeInRange(1_990, 2_000);
        told.Length.ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public void News_that_was_lost_is_told_again_after_ten_seconds()
    {
        var news = new PictureDelayNews();
        news.Take(400, 0).ShouldBe(400);
        news.NoteLost();
        news.Take(400, 5_000).ShouldBeNull();
        news.Take(400, 10_000).ShouldBe(400);
    }
}
