using CrossLive.Rooms;

namespace CrossLive.Client.Tests;

public class LikeMergerTests
{
    [Fact]
    public async Task More_than_one_call_may_hold_go_in_several_and_none_is_lost()
    {
        using var likes = new LikeMerger();
        likes.Add(RoomLimits.MaxLikesPerCommand);
        likes.Add(5);

        await likes.WaitAsync(CancellationToken.None);
        likes.Take().ShouldBe(RoomLimits.MaxLikesPerCommand);
        await likes.WaitAsync(CancellationToken.None);
        likes.Take().ShouldBe(5);
        likes.WaitAsync(CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void Likes_beyond_the_limit_are_dropped()
    {
        using var likes = new LikeMerger();

        likes.Add(LikeMerger.MaxWaiting);
        likes.Add(long.MaxValue);

        likes.Waiting.ShouldBe(LikeMerger.MaxWaiting);
    }
}
