using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms.Rules;

public sealed class ShareRules
{
    [Fact]
    public void A_share_says_where_to_if_that_is_known()
    {
        Open().Body<Shared>(Viewer, new Share("wechat")).Target.ShouldBe("wechat");
        Open().Body<Shared>(Viewer, new Share(null)).Target.ShouldBeNull();
    }

    [Fact]
    public void A_target_is_a_text_like_any_other()
    {
        Open().Refuses(Rejection.TextEmpty, Viewer, new Share(""));
        Open().Refuses(Rejection.TextTooLong, Viewer, new Share(new string('t', RoomLimits.MaxGiftIdLength + 1)));
        Open().Refuses(Rejection.TextMalformed, Viewer, new Share("a\0b"));
        Open().Body<Shared>(Guest, new Share("a\0b")).Target.ShouldBe("a b");
    }

    [Fact]
    public void A_follow_is_an_event_of_its_own() => Open().Body<Followed>(Guest, new Follow());
}
