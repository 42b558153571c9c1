using CrossLive.Gateway.Fanout;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Fanout;

public sealed class ChatThinnerTests
{
    [Fact]
    public void Only_chats_of_viewers_are_ever_left_out()
    {
        var thinner = AtLevel(ChatThinner.MaxLevel);

        foreach (var e in AnyEvents.OfEveryKind().Where(e => e.Body is not ChatPosted || e.Actor.Role != Role.Viewer))
        {
            Enumerable.Range(0, 20).ShouldAllBe(_ => thinner.Keeps(e), e.ToString());
        }
    }

    [Theory]
    [InlineData(0, 800)]
    [InlineData(1, 400)]
    [InlineData(2, 200)]
    [InlineData(3, 100)]
    public void Each_level_halves_what_is_kept(int level, int kept)
    {
        var thinner = AtLevel(level);

        Enumerable.Range(0, 800).Count(_ => thinner.Keeps(AnyEvents.Chat(Role.Viewer))).ShouldBe(kept);
    }

    [Fact]
    public void A_level_more_takes_a_whole_window_behind_and_a_level_less_a_whole_window_at_ease()
    {
        var thinner = new ChatThinner();
        var now = TimeSpan.Zero;

        Note(isBehind: true);
        Pass(ChatThinner.RaiseAfter - TimeSpan.FromMilliseconds(1), isBehind: true).ShouldBe(0);
        Pass(TimeSpan.FromMilliseconds(1), isBehind: true).ShouldBe(1);
        Pass(ChatThinner.RaiseAfter, isBehind: true).ShouldBe(2);

        // Neither: nothing moves, and both windows begin again.
        Pass(TimeSpan.FromHours(1)).ShouldBe(2);
        Pass(TimeSpan.FromHours(1), isBehind: true).ShouldBe(2);
        Pass(TimeSpan.FromHours(1), isAtEase: true).ShouldBe(2);
        Pass(ChatThinner.LowerAfter - TimeSpan.FromMilliseconds(1), isAtEase: true).ShouldBe(2);
        Pass(TimeSpan.FromMilliseconds(1), isAtEase: true).ShouldBe(1);
        Pass(ChatThinner.LowerAfter, isAtEase: true).ShouldBe(0);
        Pass(ChatThinner.LowerAfter, isAtEase: true).ShouldBe(0);

        int Pass(TimeSpan time, bool isBehind = false, bool isAtEase = false)
        {
            now += time;
            return Note(isBehind, isAtEase);
        }

        int Note(bool isBehind = false, bool isAtEase = false)
        {
            thinner.Note(now, isBehind, isAtEase);
            return thinner.Level;
        }
    }

    [Fact]
    public void However_sending_goes_the_level_stays_within_its_limits_and_moves_by_one() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 2]).Array[1, 200].Sample(steps =>
        {
            var thinner = new ChatThinner();
            var now = TimeSpan.Zero;
            foreach (var (ms, how) in steps)
            {
                var before = thinner.Level;
                now += TimeSpan.FromMilliseconds(ms);
                thinner.Note(now, isBehind: how == 1, isAtEase: how == 2);
                thinner.Level.ShouldBeInRange(0, ChatThinner.MaxLevel);
                (thinner.Level - before).ShouldBeInRange(how == 2 ? -1 : 0, how == 1 ? 1 : 0);
            }
        });

    private static ChatThinner AtLevel(int level)
    {
        var thinner = new ChatThinner();
        for (var i = 0; i <= level; i++)
        {
            thinner.Note(ChatThinner.RaiseAfter * i, isBehind: true, isAtEase: false);
        }

        thinner.Level.ShouldBe(level);
        return thinner;
    }
}
