using CrossLive.Gifts;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Gifts;

public sealed class GiftCombosTests
{
    private const long Now = 1_700_000_000_000;
    private static readonly Person Vera = new(PlatformId.Web, "vera", "Vera");
    private static readonly SendGift Rose = new("rose", "Rose", 3, null);

    [Fact]
    public void A_combo_counts_on_within_its_window_and_starts_anew_after_it()
    {
        var combos = new GiftCombos();
        combos.CountWith(Vera, Rose, Now).ShouldBe(3);
        Note(combos, "rose", 7, Now);
        combos.CountWith(Vera, Rose, Now + RoomLimits.ComboWindowMs).ShouldBe(10);
        combos.CountWith(Vera, Rose, Now + RoomLimits.ComboWindowMs + 1).ShouldBe(3);
    }

    [Fact]
    public void Asking_does_not_count()
    {
        var combos = new GiftCombos();
        combos.CountWith(Vera, Rose, Now);
        combos.All.ShouldBeEmpty();
    }

    [Fact]
    public void At_the_limit_combos_that_are_over_end_first()
    {
        var combos = new GiftCombos();
        for (var i = 0; i < RoomLimits.MaxCombos; i++)
        {
            Note(combos, $"gift-{i}", 1, Now + (i % 2));
        }

        Note(combos, "rose", 1, Now + RoomLimits.ComboWindowMs + 1);
        combos.All.Count.ShouldBe((RoomLimits.MaxCombos / 2) + 1);
    }

    [Fact]
    public void Where_all_run_the_longest_silent_one_ends()
    {
        var combos = new GiftCombos();
        for (var i = 0; i < RoomLimits.MaxCombos; i++)
        {
            Note(combos, $"gift-{i}", 5, Now + i);
        }

        Note(combos, "gift-0", 6, Now + RoomLimits.MaxCombos);
        combos.All.Count.ShouldBe(RoomLimits.MaxCombos);
        Note(combos, "rose", 1, Now + RoomLimits.MaxCombos);
        combos.All.Count.ShouldBe(RoomLimits.MaxCombos);
        combos.CountWith(Vera, Rose with { GiftId = "gift-1" }, Now + RoomLimits.MaxCombos).ShouldBe(3);
        combos.CountWith(Vera, Rose with { GiftId = "gift-0" }, Now + RoomLimits.MaxCombos).ShouldBe(9);
        combos.CountWith(Vera, Rose with { GiftId = "gift-2" }, Now + RoomLimits.MaxCombos).ShouldBe(8);
    }

    [Fact]
    public void What_was_kept_can_be_put_back()
    {
        var combos = new GiftCombos();
        Note(combos, "rose", 7, Now);
        Note(combos, "car", 1, Now);
        var copy = new GiftCombos();
        copy.Restore(combos.All);
        copy.All.ShouldBe(combos.All);
        copy.CountWith(Vera, Rose, Now).ShouldBe(10);
    }

    private static void Note(GiftCombos combos, string giftId, long combo, long atUnixMs) =>
        combos.Note(Vera, new GiftSent(giftId, giftId, 1, null, combo, null, null), atUnixMs);
}
