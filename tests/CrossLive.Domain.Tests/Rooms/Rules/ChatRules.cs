using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class ChatRules
{
    [Fact]
    public void A_message_keeps_its_words_language_and_time_of_origin()
    {
        var room = Open();
        var said = room.Happens(new RoomCommand(Guest, new PostChat(" hi\tthere ", "zh-Hant-TW"), OccurredAtUnixMs: 1_699_999_999_000));
        said.Body.ShouldBe(new ChatPosted("hi there", "zh-Hant-TW", 1_699_999_999_000));
        said.Actor.ShouldBe(Guest);
        said.AtUnixMs.ShouldBe(room.NowUnixMs);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("e")]
    [InlineData("a-language-that-is-too-long")]
    [InlineData("en_US")]
    [InlineData("中文")]
    public void What_is_no_language_tag_is_left_out(string? language) =>
        Open().Body<ChatPosted>(Viewer, new PostChat("hi", language)).Language.ShouldBeNull();

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(253_402_300_800_000)]
    public void A_time_of_origin_that_is_no_time_is_left_out(long occurredAtUnixMs) =>
        Open().Happens(new RoomCommand(Guest, new PostChat("hi"), OccurredAtUnixMs: occurredAtUnixMs)).Body
            .ShouldBeOfType<ChatPosted>().OccurredAtUnixMs.ShouldBeNull();

    [Fact]
    public void Our_own_viewers_text_is_refused_where_a_platforms_is_mended()
    {
        var room = Open();
        room.Refuses(Rejection.TextMalformed, Viewer, new PostChat("a\0b"));
        room.Refuses(Rejection.TextTooLong, Viewer, new PostChat(new string('a', RoomLimits.MaxTextLength + 1)));
        room.Body<ChatPosted>(Guest, new PostChat("a\0b")).Text.ShouldBe("a b");
        room.Body<ChatPosted>(Guest, new PostChat(new string('a', RoomLimits.MaxTextLength + 1))).Text.Length.ShouldBe(RoomLimits.MaxTextLength);
        room.Refuses(Rejection.TextEmpty, Viewer, new PostChat(null!));
        room.Refuses(Rejection.TextEmpty, Guest, new PostChat("\u202E"));
    }

    [Fact]
    public void A_word_of_the_list_is_refused_to_everybody()
    {
        var room = Open();
        room.Happens(Moderator, new SetWordList(["垃圾", "spam"]));
        room.Refuses(Rejection.TextForbidden, Viewer, new PostChat("buy SPAM now"));
        room.Refuses(Rejection.TextForbidden, Guest, new PostChat("真垃圾"));
        room.Happens(Viewer, new PostChat("spammer"));
        room.Happens(Moderator, new SetWordList([]));
        room.Happens(Viewer, new PostChat("buy SPAM now"));
    }

    [Fact]
    public void A_muted_person_says_nothing_until_the_mute_is_over()
    {
        var room = Open();
        room.Happens(Moderator, new MuteUser(Viewer.Platform, Viewer.Id, 5_000));
        room.Refuses(Rejection.Muted, Viewer, new PostChat("hi")).RetryAfterMs.ShouldBe(5_000);
        room.Happens(Guest with { Id = Viewer.Id }, new PostChat("another platform, another person"));
        room.NowUnixMs += 4_999;
        room.Refuses(Rejection.Muted, Viewer, new PostChat("hi")).RetryAfterMs.ShouldBe(1);
        room.NowUnixMs += 1;
        room.Happens(Viewer, new PostChat("hi"));
    }

    [Fact]
    public void A_mute_without_end_lasts_until_it_is_ended()
    {
        var room = Open();
        room.Happens(Moderator, new MuteUser(Guest.Platform, Guest.Id, null));
        room.NowUnixMs += RoomLimits.MaxMuteMs * 10;
        room.Refuses(Rejection.Muted, Guest, new PostChat("hi")).RetryAfterMs.ShouldBeNull();
        room.Happens(Moderator, new UnmuteUser(Guest.Platform, Guest.Id));
        room.Happens(Guest, new PostChat("hi"));
    }

    [Fact]
    public void In_slow_mode_our_viewers_wait_between_two_messages()
    {
        var room = Open();
        room.Happens(Moderator, new SetSlowMode(10_000));
        room.Happens(Viewer, new PostChat("one"));
        room.NowUnixMs += 4_000;
        room.Refuses(Rejection.SlowMode, Viewer, new PostChat("two")).RetryAfterMs.ShouldBe(6_000);
        room.Happens(Viewer with { Id = "victor" }, new PostChat("another person"));
        room.NowUnixMs += 6_000;
        room.Happens(Viewer, new PostChat("two"));
    }

    [Fact]
    public void Slow_mode_is_not_for_moderators_operators_and_platforms_people()
    {
        var room = Open();
        room.Happens(Moderator, new SetSlowMode(10_000));
        foreach (var actor in (Person[])[Moderator, Operator, Guest, Connector])
        {
            room.Happens(actor, new PostChat("one"));
            room.Happens(actor, new PostChat("two"));
        }

        room.State.SlowMode.LastSpoke.ShouldBeEmpty("Only those who have to wait are remembered.");
    }

    [Fact]
    public void A_refused_message_does_not_make_its_sender_wait()
    {
        var room = Open();
        room.Happens(Moderator, new SetSlowMode(10_000));
        room.Refuses(Rejection.TextEmpty, Viewer, new PostChat(" "));
        room.Happens(Viewer, new PostChat("one"));
    }
}
