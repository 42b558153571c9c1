using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class PinRules
{
    [Fact]
    public void A_text_is_pinned_until_it_is_taken_away()
    {
        var room = Open();
        room.Body<Pinned>(Operator, new Pin(null, "Free delivery")).ShouldBe(new Pinned("Free delivery", null));
        room.State.View.Pin.ShouldBe(new PinnedText("Free delivery", null));
        room.Happens(Operator, new Unpin());
        room.State.View.Pin.ShouldBeNull();
        room.Happens(Operator, new Unpin());
    }

    [Fact]
    public void A_recent_message_is_pinned_by_its_sequence()
    {
        var room = Open();
        var chat = room.Happens(Viewer, new PostChat("where to buy?")).Sequence;
        var announced = room.Happens(Operator, new Announce("here")).Sequence;
        var gift = room.Happens(Guest, new SendGift("bits", "Bits", 1, null, null, "take it")).Sequence;
        room.Body<Pinned>(Operator, new Pin(chat, null)).ShouldBe(new Pinned("where to buy?", chat));
        room.Body<Pinned>(Operator, new Pin(announced, null)).ShouldBe(new Pinned("here", announced));
        room.Body<Pinned>(Operator, new Pin(gift, null)).ShouldBe(new Pinned("take it", gift));
    }

    [Fact]
    public void What_is_no_recent_message_cannot_be_pinned_by_its_sequence_alone()
    {
        var room = Open();
        var silent = room.Happens(Guest, new SendGift("bits", "Bits", 1, null)).Sequence;
        var deleted = room.Happens(Viewer, new PostChat("rubbish")).Sequence;
        room.Happens(Moderator, new DeleteMessage(deleted));
        foreach (var sequence in (long[])[0, -1, 1, silent, deleted, 1_000, long.MaxValue])
        {
            room.Refuses(Rejection.MessageUnknown, Operator, new Pin(sequence, null));
        }
    }

    [Fact]
    public void An_old_message_is_pinned_with_its_text()
    {
        var room = Open();
        var old = room.Happens(Viewer, new PostChat("long ago")).Sequence;
        for (var i = 0; i < RoomLimits.RecentMessages; i++)
        {
            room.Happens(Viewer, new PostChat($"message {i}"));
        }

        room.Refuses(Rejection.MessageUnknown, Operator, new Pin(old, null));
        room.Body<Pinned>(Operator, new Pin(old, "long ago")).ShouldBe(new Pinned("long ago", old));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(long.MaxValue)]
    public void A_text_cannot_be_pinned_as_a_message_that_was_never_sent(long sequence) =>
        Open().Refuses(Rejection.MessageUnknown, Operator, new Pin(sequence, "who said that?"));

    [Fact]
    public void A_pinned_text_is_a_text_like_any_other()
    {
        Open().Refuses(Rejection.TextEmpty, Operator, new Pin(null, null));
        Open().Refuses(Rejection.TextEmpty, Operator, new Pin(1, " "));
        Open().Refuses(Rejection.TextTooLong, Operator, new Pin(null, new string('p', RoomLimits.MaxTextLength + 1)));
    }

    [Fact]
    public void A_pin_goes_with_the_message_that_it_came_from()
    {
        var room = Open();
        var chat = room.Happens(Viewer, new PostChat("rubbish")).Sequence;
        room.Happens(Operator, new Pin(chat, null));
        room.Happens(Moderator, new DeleteMessage(chat));
        room.State.View.Pin.ShouldBeNull();
    }
}
