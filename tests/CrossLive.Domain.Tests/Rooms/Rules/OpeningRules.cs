using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class OpeningRules
{
    [Fact]
    public void Nothing_happens_in_a_room_that_nobody_has_opened()
    {
        var room = new LiveRoom();
        room.Refuses(Rejection.RoomUnknown, Viewer, new PostChat("anybody?"));
        room.Refuses(Rejection.RoomUnknown, Viewer, new SendLikes(1));
        room.Refuses(Rejection.RoomUnknown, Guest, new SendGift("rose", "Rose", 1, null));
        room.Refuses(Rejection.RoomUnknown, Connector, new CountViewers(3));
        room.Refuses(Rejection.RoomUnknown, Operator, new CloseRoom("never was"));
        room.Refuses(Rejection.RoomUnknown, Operator, new Announce("hello"));
        room.State.Head.ShouldBe(Position.Start);
    }

    [Fact]
    public void An_operator_opens_a_room_under_a_cleaned_title()
    {
        var room = new LiveRoom();
        room.Body<RoomOpened>(Operator, new OpenRoom("  Tonight\n8 pm ")).Title.ShouldBe("Tonight 8 pm");
        room.State.View.IsOpen.ShouldBeTrue();
        room.State.View.Title.ShouldBe("Tonight 8 pm");
        room.Events[0].Position.ShouldBe(new Position(Epoch, 1));
    }

    [Fact]
    public void A_title_has_to_be_text_within_its_limit()
    {
        var room = new LiveRoom();
        room.Refuses(Rejection.TextEmpty, Operator, new OpenRoom(null!));
        room.Refuses(Rejection.TextEmpty, Operator, new OpenRoom(" "));
        room.Refuses(Rejection.TextTooLong, Operator, new OpenRoom(new string('t', RoomLimits.MaxTitleLength + 1)));
        room.Refuses(Rejection.TextMalformed, Operator, new OpenRoom("a\0b"));
        room.Happens(Operator, new OpenRoom(new string('t', RoomLimits.MaxTitleLength)));
    }

    [Fact]
    public void An_open_room_can_be_opened_again_under_another_title()
    {
        var room = Open();
        room.Happens(Operator, new OpenRoom("Later"));
        room.State.View.Title.ShouldBe("Later");
    }

    [Fact]
    public void A_closed_room_takes_no_chat_likes_shares_or_follows()
    {
        var room = Open();
        room.Body<RoomClosed>(Operator, new CloseRoom("Good night")).Reason.ShouldBe("Good night");
        room.State.View.IsOpen.ShouldBeFalse();
        room.Refuses(Rejection.RoomClosed, Viewer, new PostChat("hi"));
        room.Refuses(Rejection.RoomClosed, Guest, new PostChat("hi"));
        room.Refuses(Rejection.RoomClosed, Viewer, new SendLikes(1));
        room.Refuses(Rejection.RoomClosed, Viewer, new Share(null));
        room.Refuses(Rejection.RoomClosed, Viewer, new Follow());
        room.Refuses(Rejection.RoomClosed, Viewer, new SendGift("rose", "Rose", 1, null));
        room.Refuses(Rejection.RoomClosed, Operator, new CloseRoom("again"));
    }

    [Fact]
    public void What_was_paid_on_a_platform_is_recorded_after_the_room_has_closed()
    {
        var room = Open();
        room.Happens(Operator, new CloseRoom("Good night"));
        room.Body<GiftSent>(Guest, new SendGift("bits", "Bits", 100, new Money(1, "USD"))).Value.ShouldBe(new Money(100, "USD"));
    }

    [Fact]
    public void A_closed_room_can_still_be_moderated_and_opened_again()
    {
        var room = Open();
        room.Happens(Viewer, new PostChat("rubbish"));
        room.Happens(Operator, new CloseRoom("Good night"));
        room.Happens(Moderator, new DeleteMessage(2));
        room.Happens(Connector, new CountViewers(3));
        room.Happens(Operator, new OpenRoom("Encore"));
        room.Happens(Viewer, new PostChat("more!"));
    }

    [Fact]
    public void Closing_needs_a_reason()
    {
        Open().Refuses(Rejection.TextEmpty, Operator, new CloseRoom(""));
        Open().Refuses(Rejection.TextTooLong, Operator, new CloseRoom(new string('r', RoomLimits.MaxTitleLength + 1)));
    }

    [Fact]
    public void An_announcement_is_text_of_a_messages_length()
    {
        var room = Open();
        room.Body<Announced>(Operator, new Announce("Sale at nine")).Text.ShouldBe("Sale at nine");
        room.Happens(Operator, new Announce(new string('a', RoomLimits.MaxTextLength)));
        room.Refuses(Rejection.TextTooLong, Operator, new Announce(new string('a', RoomLimits.MaxTextLength + 1)));
        room.Refuses(Rejection.TextEmpty, Operator, new Announce(null!));
    }
}
