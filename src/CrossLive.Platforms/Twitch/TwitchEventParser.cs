using System.Globalization;
using System.Text.Json;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Twitch;

/// <summary>EventSub bodies to room commands. Pure. Source: Twitch, "EventSub reference".</summary>
/// <remarks>
/// Bits are counted from channel.cheer only. The chat message that carries them (its <c>cheer</c> is set) comes as an event of its own and stays a message,
/// so that a cheer is neither counted twice nor its text shown twice.
/// </remarks>
public static class TwitchEventParser
{
    /// <summary>Who gives where Twitch does not say who: an anonymous cheer or gift.</summary>
    public const string AnonymousId = "anonymous";

    private static readonly PlatformDeclaration Platform = TwitchDeclaration.Value;

    private const int MaxChallengeLength = 1_000;
    private const int MaxRawTextLength = 20_000;
    private const int MaxTypeLength = 100;

    /// <summary>Reads a request whose signature was checked.</summary>
    /// <param name="messageType">Header <see cref="TwitchHeaders.MessageType"/>.</param>
    /// <param name="messageId">Header <see cref="TwitchHeaders.MessageId"/>.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="PayloadException">The body is no EventSub message.</exception>
    public static TwitchMessage Parse(string? messageType, string messageId, ReadOnlyMemory<byte> body)
    {
        using var document = PayloadObject.ParseDocument(body);
        try
        {
            var root = new PayloadObject(document.RootElement, "");
            return messageType switch
            {
                TwitchHeaders.Notification => new TwitchNotification(ParseEvent(messageId, root)),
                TwitchHeaders.Verification => new TwitchChallenge(root.Text("challenge", MaxChallengeLength)),
                TwitchHeaders.Revocation => ParseRevocation(root),
                _ => throw EventRefusedException.Malformed(TwitchHeaders.MessageType, "is none of notification, webhook_callback_verification, revocation."),
            };
        }
        catch (EventRefusedException refusal)
        {
            throw new PayloadException(IngressCode.BodyMalformed, refusal.Message, refusal);
        }
    }

    /// <summary>The key of a chat message: its deletion names the message, not the webhook that brought it.</summary>
    public static CommandKey KeyForMessage(string broadcasterId, string messageId) => CommandKey.For(ScopeOf(broadcasterId), messageId);

    private static TwitchRevocation ParseRevocation(PayloadObject root)
    {
        var subscription = root.Object("subscription");
        return new TwitchRevocation($"{subscription.Text("status", MaxTypeLength)} ({subscription.Text("type", MaxTypeLength)})");
    }

    private static ParsedEvent ParseEvent(string messageId, PayloadObject root)
    {
        var type = root.Object("subscription").Text("type", MaxTypeLength);
        try
        {
            return ParsedEvent.Of(messageId, ToCommand(type, messageId, root.Object("event")));
        }
        catch (EventRefusedException refusal)
        {
            return ParsedEvent.Refuse(messageId, refusal.Code, refusal.Message);
        }
    }

    private static RoomCommand ToCommand(string type, string messageId, PayloadObject e)
    {
        var broadcaster = e.Id("broadcaster_user_id", Person.MaxIdLength);
        return type switch
        {
            "channel.chat.message" => Chat(broadcaster, e),
            "channel.cheer" => Delivered(GiverOf(e), Cheer(e)),
            "channel.subscription.gift" => Delivered(GiverOf(e), GiftedSubscriptions(e)),
            "channel.follow" => Delivered(UserOf(e), new Follow()),
            "channel.chat.message_delete" => Delivered(
                Platform.Connector,
                new DeleteMessage(null, KeyForMessage(broadcaster, e.Id("message_id", CommandKey.MaxIdLength)))),
            "channel.ban" => Delivered(Platform.Connector, Ban(e)),
            "channel.unban" => Delivered(Platform.Connector, new UnmuteUser(Platform.Name, e.Id("user_id", Person.MaxIdLength))),
            _ => throw new EventRefusedException(IngressCode.EventUnknown, $"subscription.type: '{type}' is not known here."),
        };

        RoomCommand Delivered(Person actor, RoomCommandBody body) => new(actor, Platform.RequireDeclared(body), CommandKey.For(ScopeOf(broadcaster), messageId));
    }

    private static RoomCommand Chat(string broadcaster, PayloadObject e)
    {
        var id = e.Id("message_id", CommandKey.MaxIdLength);
        var chatter = PlatformPerson.Of(
            Platform.Name, e.Id("chatter_user_id", Person.MaxIdLength), e.OptionalText("chatter_user_name", PlatformPerson.MaxRawNameLength));
        return new RoomCommand(
            chatter, Platform.RequireDeclared(new PostChat(e.Object("message").Text("text", MaxRawTextLength))), KeyForMessage(broadcaster, id));
    }

    /// <summary>One bit is worth USD 0.01 to the broadcaster: what counts here. What the viewer paid for it is more, and differs.</summary>
    private static SendGift Cheer(PayloadObject e) => new("bits", "Bits", e.Integer("bits"), new Money(1, "USD"));

    /// <summary>Twitch does not say what a gifted subscription cost, and it differs by country: the gift has no price.</summary>
    private static SendGift GiftedSubscriptions(PayloadObject e)
    {
        var tier = e.Id("tier", RoomLimits.MaxGiftIdLength / 2);
        return new SendGift($"sub-{tier}", $"Gift sub (tier {tier})", e.Integer("total"), UnitPrice: null);
    }

    private static MuteUser Ban(PayloadObject e) => new(
        Platform.Name, e.Id("user_id", Person.MaxIdLength), e.Flag("is_permanent") ? null : TimeoutMs(e));

    private static long? TimeoutMs(PayloadObject e)
    {
        if (e.OptionalText("ends_at", MaxTypeLength) is not { } endsAt)
        {
            return null;
        }

        var duration = TimestampOf("ends_at", endsAt) - TimestampOf("banned_at", e.Text("banned_at", MaxTypeLength));
        return Math.Clamp((long)duration.TotalMilliseconds, 1, RoomLimits.MaxMuteMs);
    }

    private static DateTimeOffset TimestampOf(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp)
            ? timestamp
            : throw EventRefusedException.Malformed($"event.{name}", "is not a timestamp.");

    private static Person GiverOf(PayloadObject e) => e.Flag("is_anonymous") ? PlatformPerson.Of(Platform.Name, AnonymousId, "Anonymous") : UserOf(e);

    private static Person UserOf(PayloadObject e) =>
        PlatformPerson.Of(Platform.Name, e.Id("user_id", Person.MaxIdLength), e.OptionalText("user_name", PlatformPerson.MaxRawNameLength));

    private static string ScopeOf(string broadcasterId) => $"{Platform.Name}/{broadcasterId}";
}
