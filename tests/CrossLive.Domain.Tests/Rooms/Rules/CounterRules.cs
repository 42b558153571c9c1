using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class CounterRules
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(RoomLimits.MaxLikesPerCommand + 1)]
    [InlineData(long.MaxValue)]
    public void Likes_come_one_to_a_hundred_thousand_at_once(long count)
    {
        Open().Refuses(Rejection.CountInvalid, Viewer, new SendLikes(count));
        Open().Happens(Viewer, new SendLikes(RoomLimits.MaxLikesPerCommand));
    }

    [Fact]
    public void Likes_add_up_per_platform()
    {
        var room = Open();
        room.Body<CountersMerged>(Viewer, new SendLikes(3)).Likes.ShouldBe([new PlatformCount("web", 3)]);
        room.Body<CountersMerged>(Guest, new SendLikes(4)).Likes.ShouldBe([new PlatformCount("twitch", 4)]);
        room.Body<CountersMerged>(Viewer, new SendLikes(5)).Likes.ShouldBe([new PlatformCount("web", 8)]);
        room.State.View.LikesOf("web").ShouldBe(8);
        room.State.View.LikesOf("youtube").ShouldBe(0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(RoomLimits.MaxViewers + 1)]
    [InlineData(long.MaxValue)]
    public void A_platform_has_no_fewer_than_no_viewers_and_no_more_than_the_limit(long count)
    {
        Open().Refuses(Rejection.CountInvalid, Connector, new CountViewers(count));
        Open().Happens(Connector, new CountViewers(RoomLimits.MaxViewers));
    }

    [Theory]
    [InlineData(RoomLimits.MaxViewers + 1)]
    [InlineData(-RoomLimits.MaxViewers - 1)]
    [InlineData(long.MinValue)]
    public void A_change_of_viewers_is_within_the_limit(long delta) =>
        Open().Refuses(Rejection.CountInvalid, Connector, new ChangeViewers(delta));

    [Fact]
    public void Viewers_are_counted_or_changed_and_never_below_nobody()
    {
        var room = Open();
        room.Body<CountersMerged>(Connector, new CountViewers(10)).Viewers.ShouldBe([new PlatformCount("twitch", 10)]);
        room.Body<CountersMerged>(Connector, new ChangeViewers(-3)).Viewers.ShouldBe([new PlatformCount("twitch", 7)]);
        room.Body<CountersMerged>(Connector, new ChangeViewers(-100)).Viewers.ShouldBe([new PlatformCount("twitch", 0)]);
        room.Body<CountersMerged>(Connector, new ChangeViewers(RoomLimits.MaxViewers)).Viewers.ShouldBe([new PlatformCount("twitch", RoomLimits.MaxViewers)]);
        room.Do(Connector, new ChangeViewers(1)).Outcome.ShouldBe(CommandOutcome.Accepted);
        room.State.View.ViewersOf("twitch").ShouldBe(RoomLimits.MaxViewers);
    }

    [Fact]
    public void One_platform_more_than_the_limit_is_refused_and_the_known_ones_go_on()
    {
        var room = Open();
        for (var i = 0; i < RoomLimits.MaxPlatforms; i++)
        {
            room.Happens(Viewer with { Platform = $"platform-{i}" }, new SendLikes(1));
        }

        room.Refuses(Rejection.SettingInvalid, Viewer, new SendLikes(1));
        room.Refuses(Rejection.SettingInvalid, Connector, new CountViewers(1));
        room.Happens(Viewer with { Platform = "platform-7" }, new SendLikes(1));
        room.Happens(Connector with { Platform = "platform-7" }, new CountViewers(1));
        room.State.View.PlatformCount.ShouldBe(RoomLimits.MaxPlatforms);
    }
}
