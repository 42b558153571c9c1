using CrossLive.Rooms;

namespace CrossLive.Platforms.Generic;

/// <summary>The event types of the generic adapter and the data each holds. The wire format is in the AsyncAPI document of the server.</summary>
internal static class GenericEventBody
{
    // Longer than any message a room shows, so that cutting is the room's business; short of what would only be rubbish.
    private const int MaxRawTextLength = 20_000;
    private const int MaxLanguageLength = 35;

    /// <summary>Reads an event's data.</summary>
    /// <exception cref="EventRefusedException">The type is not known, or the data is not what the type asks for.</exception>
    public static (Person Actor, RoomCommandBody Body) Read(PlatformDeclaration platform, string type, string source, PayloadObject data) => type switch
    {
        GenericEventType.Chat => (User(platform, data), new PostChat(data.Text("text", MaxRawTextLength), data.OptionalText("language", MaxLanguageLength))),
        GenericEventType.Like => (UserOrConnector(platform, data), new SendLikes(Count(data, RoomLimits.MaxLikesPerCommand))),
        GenericEventType.Gift => (User(platform, data), Gift(data)),
        GenericEventType.Share => (User(platform, data), new Share(data.OptionalText("target", MaxRawTextLength))),
        GenericEventType.Follow => (User(platform, data), new Follow()),
        GenericEventType.ViewersJoined => (platform.Connector, new ChangeViewers(Count(data, RoomLimits.MaxViewers))),
        GenericEventType.ViewersLeft => (platform.Connector, new ChangeViewers(-Count(data, RoomLimits.MaxViewers))),
        GenericEventType.ViewersCount => (platform.Connector, new CountViewers(InRange(data, "count", data.Integer("count"), 0, RoomLimits.MaxViewers))),
        GenericEventType.MessageDeleted => (platform.Connector, Deletion(platform, source, data)),
        GenericEventType.UserMuted => (platform.Connector, Mute(platform, data)),
        GenericEventType.UserUnmuted => (platform.Connector, new UnmuteUser(platform.Name, data.Object("user").Id("id", Person.MaxIdLength))),
        _ => throw new EventRefusedException(IngressCode.EventUnknown, $"type: '{Shorten(type)}' is not known here."),
    };

    private static Person User(PlatformDeclaration platform, PayloadObject data) => User(platform.Name, data.Object("user"));

    // Platforms merge likes of many people; then nobody in particular liked.
    private static Person UserOrConnector(PlatformDeclaration platform, PayloadObject data) =>
        data.OptionalObject("user") is { } user ? User(platform.Name, user) : platform.Connector;

    private static Person User(string platform, PayloadObject user) =>
        PlatformPerson.Of(platform, user.Id("id", Person.MaxIdLength), user.OptionalText("name", PlatformPerson.MaxRawNameLength));

    private static SendGift Gift(PayloadObject data)
    {
        var id = data.Id("giftId", RoomLimits.MaxGiftIdLength);
        var name = data.OptionalText("giftName", MaxRawTextLength);
        var quantity = InRange(data, "quantity", data.OptionalInteger("quantity") ?? 1, 1, RoomLimits.MaxGiftQuantity);
        return new SendGift(
            id,
            string.IsNullOrWhiteSpace(name) ? id : name,
            quantity,
            GenericMoney.ReadUnitPrice(data, quantity),
            data.OptionalText("comboId", RoomLimits.MaxGiftIdLength),
            data.OptionalText("message", MaxRawTextLength));
    }

    private static DeleteMessage Deletion(PlatformDeclaration platform, string source, PayloadObject data)
    {
        var messageSource = data.OptionalText("source", GenericEvent.MaxSourceLength) ?? source;
        return new DeleteMessage(null, GenericEvent.KeyFor(platform, messageSource, data.Id("messageId", CommandKey.MaxIdLength)));
    }

    private static MuteUser Mute(PlatformDeclaration platform, PayloadObject data)
    {
        var user = data.Object("user").Id("id", Person.MaxIdLength);
        var durationMs = data.OptionalInteger("durationMs");
        return new MuteUser(platform.Name, user, durationMs is { } duration ? InRange(data, "durationMs", duration, 1, RoomLimits.MaxMuteMs) : null);
    }

    private static long Count(PayloadObject data, long max) => InRange(data, "count", data.OptionalInteger("count") ?? 1, 1, max);

    private static long InRange(PayloadObject data, string name, long value, long min, long max) =>
        value >= min && value <= max ? value : throw new EventRefusedException(Rejection.CountInvalid, $"{data.PathOf(name)}: must be {min} to {max}.");

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
