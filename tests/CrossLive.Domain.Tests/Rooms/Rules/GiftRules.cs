using System.Text.RegularExpressions;
using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class GiftRules
{
    private static readonly SendGift Rose = new("rose", "Rose", 2, new Money(150, "USD"));

    [Fact]
    public void A_gift_is_worth_its_price_times_its_quantity() =>
        Open().Body<GiftSent>(Viewer, Rose with { Message = "for you" })
            .ShouldBe(new GiftSent("rose", "Rose", 2, new Money(300, "USD"), 2, null, "for you", 300));

    [Fact]
    public void A_gift_without_a_price_is_recorded_without_a_value()
    {
        var room = Open();
        room.Body<GiftSent>(Guest, Rose with { UnitPrice = null }).Value.ShouldBeNull();
        room.State.View.ToSnapshot().GiftTotals.ShouldBeEmpty();
    }

    [Fact]
    public void A_gift_has_an_id_and_a_name()
    {
        var tooLong = new string('g', RoomLimits.MaxGiftIdLength + 1);
        foreach (var gift in (SendGift[])[
            Rose with { GiftId = null! }, Rose with { GiftId = "" }, Rose with { GiftId = tooLong }, Rose with { ComboId = tooLong },
            Rose with { GiftName = null! }, Rose with { GiftName = " " }])
        {
            Open().Refuses(Rejection.GiftInvalid, Viewer, gift);
        }

        Open().Body<GiftSent>(Viewer, Rose with { GiftName = tooLong }).GiftName.Length.ShouldBe(RoomLimits.MaxGiftIdLength);
    }

    [Theory]
    [InlineData(@"rose\uD83D")]
    [InlineData("ro\nse")]
    [InlineData("\0")]
    public void An_id_that_would_not_come_back_from_the_log_as_it_was_is_refused(string escaped)
    {
        // The runner hands test data over as UTF-8, which has no lone surrogates.
        var id = Regex.Unescape(escaped);
        Open().Refuses(Rejection.GiftInvalid, Viewer, Rose with { GiftId = id });
        Open().Refuses(Rejection.GiftInvalid, Viewer, Rose with { ComboId = id });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(RoomLimits.MaxGiftQuantity + 1)]
    [InlineData(long.MaxValue)]
    public void Gifts_come_one_to_a_hundred_thousand_at_once(long quantity)
    {
        Open().Refuses(Rejection.CountInvalid, Viewer, Rose with { Quantity = quantity });
        Open().Happens(Viewer, Rose with { Quantity = RoomLimits.MaxGiftQuantity, UnitPrice = new Money(1, "JPY") });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("XXX")]
    [InlineData("BITS")]
    public void A_price_in_no_currency_is_refused(string? currency) =>
        Open().Refuses(Rejection.CurrencyUnknown, Viewer, Rose with { UnitPrice = new Money(1, currency!) });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(long.MinValue, 2)]
    [InlineData(RoomLimits.MaxGiftMinorUnits + 1, 1)]
    [InlineData(RoomLimits.MaxGiftMinorUnits, 2)]
    [InlineData(long.MaxValue, 100_000)]
    public void A_value_is_positive_and_within_the_limit(long minorUnits, long quantity)
    {
        Open().Refuses(Rejection.AmountInvalid, Viewer, Rose with { Quantity = quantity, UnitPrice = new Money(minorUnits, "USD") });
        Open().Happens(Viewer, Rose with { Quantity = 1, UnitPrice = new Money(RoomLimits.MaxGiftMinorUnits, "USD") });
    }

    [Fact]
    public void A_message_that_may_not_be_shown_is_left_out_and_the_gift_stands()
    {
        var room = Open();
        room.Happens(Moderator, new SetWordList(["spam"]));
        room.Body<GiftSent>(Viewer, Rose with { Message = "SPAM" }).Message.ShouldBeNull();
        room.Body<GiftSent>(Viewer, Rose with { Message = "\u202E" }).Message.ShouldBeNull();
        room.Body<GiftSent>(Viewer, Rose with { Message = "a\0b" }).Message.ShouldBe("a b");
        room.Happens(Moderator, new MuteUser("web", Viewer.Id, null));
        room.Body<GiftSent>(Viewer, Rose with { Message = "let me speak" }).Message.ShouldBeNull();
    }

    [Fact]
    public void Gifts_of_one_kind_by_one_person_make_a_combo_while_they_follow_quickly()
    {
        var room = Open();
        room.Body<GiftSent>(Viewer, Rose).Combo.ShouldBe(2);
        room.NowUnixMs += RoomLimits.ComboWindowMs;
        room.Body<GiftSent>(Viewer, Rose).Combo.ShouldBe(4);
        room.Body<GiftSent>(Viewer with { Id = "victor" }, Rose).Combo.ShouldBe(2);
        room.Body<GiftSent>(Viewer, Rose with { GiftId = "car" }).Combo.ShouldBe(2);
        room.Body<GiftSent>(Viewer, Rose with { ComboId = "c1" }).Combo.ShouldBe(2);
        room.NowUnixMs += RoomLimits.ComboWindowMs + 1;
        room.Body<GiftSent>(Viewer, Rose).Combo.ShouldBe(2);
    }

    [Fact]
    public void Totals_are_kept_by_platform_and_currency()
    {
        var room = Open();
        room.Happens(Viewer, Rose);
        room.Happens(Viewer, Rose);
        room.Happens(Guest, Rose);
        room.Happens(Viewer, Rose with { UnitPrice = new Money(100, "JPY") });
        room.State.View.ToSnapshot().GiftTotals.ShouldBe([
            new GiftTotal("twitch", new Money(300, "USD"), 2), new GiftTotal("web", new Money(200, "JPY"), 2), new GiftTotal("web", new Money(600, "USD"), 4)]);
    }
}
