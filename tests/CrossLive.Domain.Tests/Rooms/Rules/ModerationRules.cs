using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class ModerationRules
{
    [Fact]
    public void A_message_is_deleted_by_its_sequence()
    {
        var room = Open();
        var chat = room.Happens(Viewer, new PostChat("rubbish")).Sequence;
        room.Body<MessageDeleted>(Moderator, new DeleteMessage(chat)).MessageSequence.ShouldBe(chat);
        room.State.View.FindRecent(chat).ShouldBeNull();
    }

    [Fact]
    public void A_message_is_deleted_by_its_platforms_key()
    {
        var room = Open();
        var key = CommandKey.For("twitch", "message-1");
        var chat = room.Happens(new RoomCommand(Guest, new PostChat("rubbish"), key)).Sequence;
        room.Body<MessageDeleted>(Connector, new DeleteMessage(null, key)).MessageSequence.ShouldBe(chat);
        room.Refuses(Rejection.MessageUnknown, Connector, new DeleteMessage(null, CommandKey.For("twitch", "message-2")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(2L)]
    [InlineData(long.MaxValue)]
    public void A_message_that_was_never_sent_cannot_be_deleted(long? sequence) =>
        Open().Refuses(Rejection.MessageUnknown, Moderator, new DeleteMessage(sequence));

    [Fact]
    public void A_message_that_is_no_longer_shown_to_new_viewers_can_still_be_deleted()
    {
        var room = Open();
        var old = room.Happens(Viewer, new PostChat("rubbish")).Sequence;
        for (var i = 0; i < RoomLimits.RecentMessages; i++)
        {
            room.Happens(Viewer, new PostChat($"message {i}"));
        }

        room.Happens(Moderator, new DeleteMessage(old));
        room.State.View.ToSnapshot().RecentMessages.Count.ShouldBe(RoomLimits.RecentMessages);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(RoomLimits.MaxMuteMs + 1)]
    [InlineData(long.MaxValue)]
    public void A_mute_lasts_at_most_thirty_days(long durationMs)
    {
        Open().Refuses(Rejection.SettingInvalid, Moderator, new MuteUser("web", "vera", durationMs));
        var room = Open();
        room.Body<UserMuted>(Moderator, new MuteUser("web", "vera", RoomLimits.MaxMuteMs)).UntilUnixMs.ShouldBe(room.NowUnixMs + RoomLimits.MaxMuteMs);
    }

    [Theory]
    [InlineData(null, "vera")]
    [InlineData("Web", "vera")]
    [InlineData("web", null)]
    [InlineData("web", "")]
    public void Who_is_muted_or_unmuted_has_to_be_named(string? platform, string? id)
    {
        Open().Refuses(Rejection.PersonInvalid, Moderator, new MuteUser(platform!, id!, null));
        Open().Refuses(Rejection.PersonInvalid, Moderator, new UnmuteUser(platform!, id!));
        Open().Refuses(Rejection.PersonInvalid, Moderator, new MuteUser("web", new string('i', Person.MaxIdLength + 1), null));
    }

    [Fact]
    public void A_person_need_not_have_been_here_to_be_muted_or_unmuted()
    {
        var room = Open();
        room.Body<UserMuted>(Connector, new MuteUser("youtube", "UC1", null)).ShouldBe(new UserMuted("youtube", "UC1", null));
        room.Body<UserUnmuted>(Operator, new UnmuteUser("youtube", "UC2")).ShouldBe(new UserUnmuted("youtube", "UC2"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(RoomLimits.MaxSlowModeMs + 1)]
    [InlineData(long.MaxValue)]
    public void Slow_mode_is_off_or_up_to_ten_minutes(long intervalMs)
    {
        Open().Refuses(Rejection.SettingInvalid, Moderator, new SetSlowMode(intervalMs));
        var room = Open();
        room.Happens(Moderator, new SetSlowMode(RoomLimits.MaxSlowModeMs));
        room.State.View.SlowModeMs.ShouldBe(RoomLimits.MaxSlowModeMs);
        room.Happens(Moderator, new SetSlowMode(0));
        room.State.View.SlowModeMs.ShouldBe(0);
    }

    [Fact]
    public void A_word_list_has_words_within_the_limits()
    {
        var longest = new string('w', RoomLimits.MaxWordLength);
        foreach (var words in (string[]?[])[
            null, [""], [" "], [null!], [longest + "w"], ["wo\uD83Drd"], [.. Enumerable.Repeat("w", RoomLimits.MaxWords + 1)]])
        {
            Open().Refuses(Rejection.SettingInvalid, Moderator, new SetWordList(words!));
        }

        var room = Open();
        room.Happens(Moderator, new SetWordList([longest, .. Enumerable.Repeat("w", RoomLimits.MaxWords - 1)]));
        room.State.Words.Words.Count.ShouldBe(RoomLimits.MaxWords);
    }

    [Fact]
    public void A_word_list_does_not_change_when_its_senders_list_does()
    {
        var room = Open();
        List<string> words = ["spam"];
        room.Happens(Moderator, new SetWordList(words));
        words.Add("hello");
        room.State.Words.Words.ShouldBe(["spam"]);
        room.Happens(Viewer, new PostChat("hello"));
    }
}
