using CrossLive.Chat;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Chat;

public sealed class MutesTests
{
    private const long Now = 1_700_000_000_000;
    private static readonly Person Vera = new(PlatformId.Web, "vera", "Vera");

    [Fact]
    public void A_mute_ends_by_itself_or_when_it_is_ended()
    {
        var mutes = new Mutes();
        mutes.RemainingMs(Vera, Now).ShouldBe(0);
        mutes.Mute(Vera.Handle, Now + 10, Now);
        mutes.RemainingMs(Vera, Now).ShouldBe(10);
        mutes.RemainingMs(Vera, Now + 10).ShouldBe(0);
        mutes.RemainingMs(Vera, Now + 99).ShouldBe(0);
        mutes.Mute(Vera.Handle, null, Now);
        mutes.RemainingMs(Vera, Now).ShouldBe(long.MaxValue);
        mutes.Unmute(Vera.Handle);
        mutes.Unmute(Vera.Handle);
        mutes.RemainingMs(Vera, Now).ShouldBe(0);
    }

    [Fact]
    public void A_new_mute_replaces_the_one_before()
    {
        var mutes = new Mutes();
        mutes.Mute(Vera.Handle, null, Now);
        mutes.Mute(Vera.Handle, Now + 10, Now);
        mutes.RemainingMs(Vera, Now).ShouldBe(10);
    }

    [Fact]
    public void At_the_limit_mutes_that_are_over_make_room()
    {
        var mutes = new Mutes();
        Fill(mutes, RoomLimits.MaxMutes - 1, i => Now + 1 + (i % 2));
        mutes.Mute("web/for-ever", null, Now);
        mutes.Mute(Vera.Handle, Now + 100, Now + 1);
        mutes.All.Count.ShouldBe((RoomLimits.MaxMutes / 2) + 1);
        mutes.All.ShouldContain(entry => entry.Key == "web/for-ever");
    }

    [Fact]
    public void Where_none_is_over_the_one_that_ends_first_makes_room()
    {
        var mutes = new Mutes();
        Fill(mutes, RoomLimits.MaxMutes, i => Now + 1_000 + i);
        mutes.Mute("web/0", Now + 5_000_000, Now);
        mutes.All.Count.ShouldBe(RoomLimits.MaxMutes, "Whoever is muted already needs no room.");
        mutes.Mute(Vera.Handle, null, Now);
        mutes.All.Count.ShouldBe(RoomLimits.MaxMutes);
        mutes.All.ShouldNotContain(entry => entry.Key == "web/1");
        mutes.All.ShouldContain(entry => entry.Key == "web/0");
        mutes.RemainingMs(Vera, Now).ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Of_mutes_that_end_together_the_first_handle_by_code_units_makes_room()
    {
        var mutes = new Mutes();
        foreach (var handle in (string[])["web/b", "web/B", "web/a"])
        {
            mutes.Mute(handle, Now + 1_000, Now);
        }

        Fill(mutes, RoomLimits.MaxMutes - 3, i => Now + 2_000);
        mutes.Mute(Vera.Handle, null, Now);
        mutes.All.ShouldNotContain(entry => entry.Key == "web/B");
        mutes.All.Count.ShouldBe(RoomLimits.MaxMutes);
    }

    [Fact]
    public void What_was_kept_can_be_put_back()
    {
        var mutes = new Mutes();
        mutes.Mute("web/b", Now + 5, Now);
        mutes.Mute("web/a", null, Now);
        var copy = new Mutes();
        copy.Restore(mutes.All);
        copy.All.ShouldBe([new("web/a", long.MaxValue), new("web/b", Now + 5)]);
    }

    private static void Fill(Mutes mutes, int count, Func<int, long> untilUnixMs)
    {
        for (var i = 0; i < count; i++)
        {
            mutes.Mute($"web/{i}", untilUnixMs(i), Now);
        }
    }
}
