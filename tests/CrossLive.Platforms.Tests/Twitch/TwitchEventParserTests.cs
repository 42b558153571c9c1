using System.Text;
using CrossLive.Platforms.Twitch;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.Twitch;

public sealed class TwitchEventParserTests
{
    private static readonly Person Mika = new("twitch", "42", "Mika");
    private static readonly Person Connector = PlatformCatalog.Find("twitch")!.Connector;

    [Fact]
    public void A_chat_message_is_known_by_its_own_id_so_that_its_deletion_finds_it()
    {
        var chat = ParseEvent(TwitchBody.Chat, "delivery-1").Command!;
        var deletion = ParseEvent(TwitchBody.Deletion, "delivery-2").Command!;

        chat.ShouldBe(new RoomCommand(Mika, new PostChat("Hi chat"), CommandKey.For("twitch/9001", "cc10-1")));
        deletion.Actor.ShouldBe(Connector);
        deletion.Body.ShouldBe(new DeleteMessage(null, chat.Key));
        deletion.Key.ShouldBe(CommandKey.For("twitch/9001", "delivery-2"));
    }

    [Fact]
    public void Bits_are_cents_and_counted_from_the_cheer_event_only()
    {
        ParseEvent(TwitchBody.Cheer).Command!.Body.ShouldBe(new SendGift("bits", "Bits", 1000, new Money(1, "USD")));
        ParseEvent(TwitchBody.ChatWithCheer).Command!.Body.ShouldBe(new PostChat("Hi chat"));
    }

    [Fact]
    public void An_anonymous_cheer_has_a_giver_without_a_name() =>
        ParseEvent(TwitchBody.AnonymousCheer).Command!.Actor.ShouldBe(new Person("twitch", "anonymous", "Anonymous"));

    [Fact]
    public void Gifted_subscriptions_have_no_price() =>
        ParseEvent(TwitchBody.GiftSubs).Command!.Body.ShouldBe(new SendGift("sub-1000", "Gift sub (tier 1000)", 2, null));

    [Fact]
    public void A_follow_is_known_by_the_delivery_that_brought_it()
    {
        ParseEvent(TwitchBody.Follow, "d1").Command.ShouldBe(new RoomCommand(Mika, new Follow(), CommandKey.For("twitch/9001", "d1")));
    }

    [Fact]
    public void A_timeout_mutes_for_its_time_a_ban_until_it_ends()
    {
        ParseEvent(TwitchBody.Timeout).Command!.Body.ShouldBe(new MuteUser("twitch", "42", 600_000));
        ParseEvent(TwitchBody.Ban).Command!.Body.ShouldBe(new MuteUser("twitch", "42", null));
        ParseEvent(TwitchBody.Unban).Command!.Body.ShouldBe(new UnmuteUser("twitch", "42"));
    }

    [Theory]
    [InlineData("channel.raid", IngressCode.EventUnknown)]
    [InlineData("channel.follow", IngressCode.EventMalformed)]
    public void What_is_not_known_or_not_whole_is_refused_and_named(string type, string code) =>
        ParseEvent(TwitchBody.Event(type, "\"broadcaster_user_id\":\"9001\"")).Refusal!.Code.ShouldBe(code);

    [Fact]
    public void A_challenge_is_handed_back_as_it_is() =>
        Parse(TwitchHeaders.Verification, """{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{}}""")
            .ShouldBe(new TwitchChallenge("pogchamp-kappa-360noscope-vohiyo"));

    [Fact]
    public void A_revocation_says_why() =>
        Parse(TwitchHeaders.Revocation, """{"subscription":{"status":"authorization_revoked","type":"channel.follow"}}""")
            .ShouldBe(new TwitchRevocation("authorization_revoked (channel.follow)"));

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("something", "{}")]
    [InlineData(TwitchHeaders.Notification, "{}")]
    [InlineData(TwitchHeaders.Notification, "not json")]
    [InlineData(TwitchHeaders.Verification, "{}")]
    [InlineData(TwitchHeaders.Revocation, "[]")]
    public void A_body_that_is_no_message_is_malformed(string? messageType, string body) =>
        Should.Throw<PayloadException>(() => Parse(messageType, body)).Code.ShouldBe(IngressCode.BodyMalformed);

    private static TwitchMessage Parse(string? messageType, string body) => TwitchEventParser.Parse(messageType, "m1", Encoding.UTF8.GetBytes(body));

    private static ParsedEvent ParseEvent(string body, string messageId = "m1") =>
        TwitchEventParser.Parse(TwitchHeaders.Notification, messageId, Encoding.UTF8.GetBytes(body)).ShouldBeOfType<TwitchNotification>().Event;
}
