using System.Text;
using CrossLive.Platforms.YouTube;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.YouTube;

public sealed class YouTubePageParserTests
{
    private static readonly Person Yuki = new("youtube", "UC1", "Yuki");
    private static readonly Person Connector = PlatformCatalog.Find("youtube")!.Connector;

    [Fact]
    public void A_page_names_the_next_one_and_how_long_to_wait()
    {
        var page = Parse(YouTubeBody.Page("token-2", 2500, YouTubeBody.Text));

        page.NextPageToken.ShouldBe("token-2");
        page.PollingIntervalMs.ShouldBe(2500);
        page.IsChatEnded.ShouldBeFalse();
        page.Events.ShouldHaveSingleItem().Command.ShouldBe(new RoomCommand(Yuki, new PostChat("888"), CommandKey.For("youtube/chat", "m1"), OccurredAtUnixMs: 1793613600250));
    }

    [Theory]
    [InlineData("200000000", "JPY", 200)]
    [InlineData("5000000000", "KRW", 5000)]
    [InlineData("1990000", "USD", 199)]
    [InlineData("1234000", "KWD", 1234)]
    [InlineData("500000", "BHD", 500)]
    public void A_super_chat_is_worth_minor_units_with_the_currency_s_own_decimals(string amountMicros, string currency, long minorUnits) =>
        ParseOne(YouTubeBody.SuperChat(amountMicros, currency)).Command!.Body
            .ShouldBe(new SendGift("super-chat", "Super Chat", 1, new Money(minorUnits, currency), Message: "頑張って"));

    [Theory]
    [InlineData("1500000", "JPY", Rejection.AmountInvalid)]
    [InlineData("1", "USD", Rejection.AmountInvalid)]
    [InlineData("0", "USD", Rejection.AmountInvalid)]
    [InlineData("1000000", "ZZZ", Rejection.CurrencyUnknown)]
    [InlineData("-1000000", "USD", IngressCode.EventMalformed)]
    [InlineData("18446744073709551615", "USD", IngressCode.EventMalformed)]
    public void An_amount_that_the_currency_cannot_hold_is_refused(string amountMicros, string currency, string code) =>
        ParseOne(YouTubeBody.SuperChat(amountMicros, currency)).Refusal!.Code.ShouldBe(code);

    [Fact]
    public void A_sticker_a_new_member_a_milestone_and_gifted_memberships_become_what_the_parser_says()
    {
        ParseOne(YouTubeBody.Sticker).Command!.Body.ShouldBe(new SendGift("st-77", "Dancing pear", 1, new Money(199, "USD")));
        ParseOne(YouTubeBody.NewMember).Command!.Body.ShouldBe(new Follow());
        ParseOne(YouTubeBody.Milestone).Command!.Body.ShouldBe(new PostChat("one year!"));
        ParseOne(YouTubeBody.Gifting).Command!.Body.ShouldBe(new SendGift("gift-membership", "Gift membership", 5, null));
    }

    [Fact]
    public void A_deletion_names_the_message_and_comes_from_the_platform()
    {
        var deletion = ParseOne(YouTubeBody.Deleted).Command!;

        deletion.Body.ShouldBe(new DeleteMessage(null, CommandKey.For("youtube/chat", "m1")));
        deletion.Actor.ShouldBe(Connector);
    }

    [Fact]
    public void A_ban_mutes_for_its_time_or_for_good()
    {
        ParseOne(YouTubeBody.Banned).Command!.Body.ShouldBe(new MuteUser("youtube", "UC9", 300_000));
        ParseOne(YouTubeBody.BannedForGood).Command!.Body.ShouldBe(new MuteUser("youtube", "UC9", null));
        ParseOne(YouTubeBody.Banned.Replace("\"300\"", "\"999999999999\"", StringComparison.Ordinal)).Command!.Body.ShouldBe(new MuteUser("youtube", "UC9", RoomLimits.MaxMuteMs));
    }

    [Fact]
    public void Kinds_that_mean_nothing_here_are_left_out_and_a_bad_item_harms_no_other()
    {
        var bad = YouTubeBody.Item("bad", "textMessageEvent", "\"textMessageDetails\":{}");

        var page = Parse(YouTubeBody.Page(YouTubeBody.Received, bad, "7", YouTubeBody.Text, YouTubeBody.Item("p", "pollEvent", "\"pollDetails\":{}")));

        page.Events.Select(e => e.Id).ShouldBe(["bad", null, "m1"]);
        page.Events[0].Refusal!.Detail.ShouldBe("item.snippet.textMessageDetails.messageText: is missing.");
        page.Events[2].Command.ShouldNotBeNull();
    }

    [Fact]
    public void An_item_whose_type_holds_half_a_surrogate_pair_harms_no_other()
    {
        var page = Parse(YouTubeBody.Page(YouTubeBody.Item("bad", "\\ud800hatEndedEvent", "\"hasDisplayContent\":false"), YouTubeBody.Text));

        page.IsChatEnded.ShouldBeFalse();
        page.Events.Select(e => e.Refusal is null).ShouldBe([false, true]);
    }

    [Fact]
    public void The_end_of_the_chat_is_seen_by_its_event_and_by_the_time_it_went_offline()
    {
        Parse(YouTubeBody.Page(YouTubeBody.Ended)).IsChatEnded.ShouldBeTrue();
        Parse("""{"offlineAt":"2026-11-02T10:00:00Z","items":[]}""").IsChatEnded.ShouldBeTrue();
    }

    [Fact]
    public void A_page_that_says_little_is_still_a_page() => Parse("{}").ShouldSatisfyAllConditions(
        page => page.NextPageToken.ShouldBeNull(),
        page => page.PollingIntervalMs.ShouldBe(YouTubePageParser.DefaultPollingIntervalMs),
        page => page.Events.ShouldBeEmpty());

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"items":{}}""")]
    [InlineData("""{"nextPageToken":7}""")]
    public void What_is_no_page_is_malformed(string body) => Should.Throw<PayloadException>(() => Parse(body)).Code.ShouldBe(IngressCode.BodyMalformed);

    private static YouTubePage Parse(string body) => YouTubePageParser.Parse("chat", Encoding.UTF8.GetBytes(body));

    private static ParsedEvent ParseOne(string item) => Parse(YouTubeBody.Page(item)).Events.ShouldHaveSingleItem();
}
