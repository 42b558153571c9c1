namespace CrossLive.PlatformSimulators.YouTube;

/// <summary>Items of a live chat in the form of the API.</summary>
/// <param name="Id">Unique in the chat.</param>
/// <param name="ChannelId">The author's channel.</param>
/// <param name="Name">The author's name.</param>
/// <param name="PublishedAt">When it was written.</param>
public sealed record YouTubeItem(string Id, string ChannelId, string Name, DateTimeOffset PublishedAt)
{
    /// <summary>A message.</summary>
    public object Text(string text) => Of("textMessageEvent", "textMessageDetails", new { messageText = text });

    /// <summary>A message that was paid for. <paramref name="amountMicros"/> is millionths of the currency's main unit.</summary>
    public object SuperChat(long amountMicros, string currency, string comment) => Of(
        "superChatEvent", "superChatDetails", new { amountMicros = Digits(amountMicros), currency, amountDisplayString = $"{currency} {amountMicros / 1e6}", userComment = comment, tier = 2 });

    /// <summary>A sticker that was paid for.</summary>
    public object SuperSticker(long amountMicros, string currency, string stickerId, string altText) => Of(
        "superStickerEvent",
        "superStickerDetails",
        new { superStickerMetadata = new { stickerId, altText, language = "en" }, amountMicros = Digits(amountMicros), currency, tier = 1 });

    /// <summary>A new member of the channel.</summary>
    public object NewMember() => Of("newSponsorEvent", "newSponsorDetails", new { memberLevelName = "Insider", isUpgrade = false });

    /// <summary>Memberships given to others.</summary>
    public object GiftMemberships(int count) => Of("membershipGiftingEvent", "membershipGiftingDetails", new { giftMembershipsCount = count, giftMembershipsLevelName = "Insider" });

    /// <summary>A message was deleted.</summary>
    public object Deletion(string deletedMessageId) => Of("messageDeletedEvent", "messageDeletedDetails", new { deletedMessageId });

    /// <summary>A person was banned for a time.</summary>
    public object Ban(string channelId, long seconds) => Of(
        "userBannedEvent", "userBannedDetails", new { bannedUserDetails = new { channelId }, banType = "temporary", banDurationSeconds = Digits(seconds) });

    // Google writes 64-bit numbers as strings.
    private static string Digits(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Dictionary<string, object> Of(string type, string detailsName, object details) => new(StringComparer.Ordinal)
    {
        ["kind"] = "youtube#liveChatMessage",
        ["id"] = Id,
        ["snippet"] = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["type"] = type,
            ["authorChannelId"] = ChannelId,
            ["publishedAt"] = PublishedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["hasDisplayContent"] = true,
            [detailsName] = details,
        },
        ["authorDetails"] = new { channelId = ChannelId, displayName = Name, isVerified = false, isChatOwner = false, isChatModerator = false },
    };
}
