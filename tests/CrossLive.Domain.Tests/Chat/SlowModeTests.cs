using CrossLive.Chat;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Chat;

public sealed class SlowModeTests
{
    private const long Now = 1_700_000_000_000;
    private static readonly Person Vera = new(PlatformId.Web, "vera", "Vera");

    [Fact]
    public void Off_means_that_nobody_waits_or_is_remembered()
    {
        var slow = new SlowMode();
        slow.NoteSpoke(Vera, Now);
        slow.WaitMs(Vera, Now).ShouldBe(0);
        slow.LastSpoke.ShouldBeEmpty();
    }

    [Fact]
    public void A_person_waits_until_the_interval_has_passed_since_the_last_message()
    {
        var slow = new SlowMode();
        slow.Set(1_000);
        slow.WaitMs(Vera, Now).ShouldBe(0);
        slow.NoteSpoke(Vera, Now);
        slow.WaitMs(Vera, Now).ShouldBe(1_000);
        slow.WaitMs(Vera, Now + 999).ShouldBe(1);
        slow.WaitMs(Vera, Now + 1_000).ShouldBe(0);
        slow.WaitMs(Vera with { Id = "victor" }, Now).ShouldBe(0);
    }

    [Fact]
    public void Another_interval_counts_from_the_last_message_and_off_forgets()
    {
        var slow = new SlowMode();
        slow.Set(1_000);
        slow.NoteSpoke(Vera, Now);
        slow.Set(5_000);
        slow.WaitMs(Vera, Now).ShouldBe(5_000);
        slow.Set(0);
        slow.Set(5_000);
        slow.WaitMs(Vera, Now).ShouldBe(0);
    }

    [Fact]
    public void At_the_limit_those_who_need_not_wait_any_more_are_forgotten_first()
    {
        var slow = new SlowMode();
        slow.Set(1_000);
        Fill(slow, RoomLimits.MaxSlowModePeople / 2, "old", Now - 1_000);
        Fill(slow, RoomLimits.MaxSlowModePeople / 2, "new", Now - 1);
        slow.NoteSpoke(Vera, Now);
        slow.LastSpoke.Count.ShouldBe((RoomLimits.MaxSlowModePeople / 2) + 1);
        slow.LastSpoke.ShouldNotContain(entry => entry.Key.StartsWith("web/old", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_all_still_wait_the_longest_silent_tenth_is_forgotten()
    {
        var slow = new SlowMode();
        slow.Set(RoomLimits.MaxSlowModeMs);
        Fill(slow, RoomLimits.MaxSlowModePeople / 10, "old", Now - 2);
        Fill(slow, RoomLimits.MaxSlowModePeople - (RoomLimits.MaxSlowModePeople / 10), "new", Now - 1);
        slow.NoteSpoke(Vera with { Id = "new-0" }, Now);
        slow.LastSpoke.Count.ShouldBe(RoomLimits.MaxSlowModePeople, "Whoever is remembered already needs no room.");
        slow.NoteSpoke(Vera, Now);
        slow.LastSpoke.Count.ShouldBe(RoomLimits.MaxSlowModePeople - (RoomLimits.MaxSlowModePeople / 10) + 1);
        slow.LastSpoke.ShouldNotContain(entry => entry.Key.StartsWith("web/old", StringComparison.Ordinal));
        slow.WaitMs(Vera, Now).ShouldBe(RoomLimits.MaxSlowModeMs);
    }

    [Fact]
    public void What_was_kept_can_be_put_back()
    {
        var slow = new SlowMode();
        slow.Set(1_000);
        slow.NoteSpoke(Vera, Now);
        var copy = new SlowMode();
        copy.Restore(slow.IntervalMs, slow.LastSpoke);
        copy.WaitMs(Vera, Now).ShouldBe(1_000);
    }

    private static void Fill(SlowMode slow, int count, string name, long atUnixMs)
    {
        for (var i = 0; i < count; i++)
        {
            slow.NoteSpoke(Vera with { Id = $"{name}-{i}" }, atUnixMs);
        }
    }
}
