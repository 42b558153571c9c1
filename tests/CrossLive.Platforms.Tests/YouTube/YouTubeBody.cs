namespace CrossLive.Platforms.Tests.YouTube;

/// <summary>liveChatMessages.list answers in the form that YouTube documents, with made-up people.</summary>
internal static class YouTubeBody
{
    public static readonly string Text = Item("m1", "textMessageEvent", "\"textMessageDetails\":{\"messageText\":\"888\"}");
    public static readonly string Deleted = Item("m2", "messageDeletedEvent", "\"messageDeletedDetails\":{\"deletedMessageId\":\"m1\"}");
    public static readonly string NewMember = Item("m3", "newSponsorEvent", "\"newSponsorDetails\":{\"memberLevelName\":\"Gold\",\"isUpgrade\":false}");
    public static readonly string Milestone = Item("m4", "memberMilestoneChatEvent", "\"memberMilestoneChatDetails\":{\"userComment\":\"one year!\",\"memberMonth\":12}");
    public static readonly string Gifting = Item("m5", "membershipGiftingEvent", "\"membershipGiftingDetails\":{\"giftMembershipsCount\":5,\"giftMembershipsLevelName\":\"Gold\"}");
    public static readonly string Received = Item("m6", "giftMembershipReceivedEvent", "\"giftMembershipReceivedDetails\":{\"gifterChannelId\":\"UC2\"}");
    public static readonly string Banned = Item("m7", "userBannedEvent", "\"userBannedDetails\":{\"bannedUserDetails\":{\"channelId\":\"UC9\",\"displayName\":\"Troll\"},\"banType\":\"temporary\",\"banDurationSeconds\":\"300\"}");
    public static readonly string BannedForGood = Item("m8", "userBannedEvent", "\"userBannedDetails\":{\"bannedUserDetails\":{\"channelId\":\"UC9\"},\"banType\":\"permanent\"}");
    public static readonly string Sticker = Item("m9", "superStickerEvent", "\"superStickerDetails\":{\"superStickerMetadata\":{\"stickerId\":\"st-77\",\"altText\":\"Dancing pear\",\"language\":\"en\"},\"amountMicros\":\"1990000\",\"currency\":\"USD\",\"tier\":1}");
    public static readonly string Ended = Item("m10", "chatEndedEvent", "\"hasDisplayContent\":false");
    public static readonly string[] All = [Text, Deleted, NewMember, Milestone, Gifting, Received, Banned, BannedForGood, Sticker, SuperChat("200000000", "JPY")];

    public static string SuperChat(string amountMicros, string currency, string id = "s1") => Item(
        id, "superChatEvent", $$"""
        "superChatDetails":{"amountMicros":"{{amountMicros}}","currency":"{{currency}}","amountDisplayString":"…","userComment":"頑張って","tier":1}
        """);

    public static string Page(params string[] items) => Page("next-1", 4000, items);

    public static string Page(string nextPageToken, int pollingIntervalMillis, params string[] items) =>
        $$"""{"kind":"youtube#liveChatMessageListResponse","nextPageToken":"{{nextPageToken}}","pollingIntervalMillis":{{pollingIntervalMillis}},"pageInfo":{"totalResults":1},"items":[{{string.Join(',', items)}}]}""";

    public static string Item(string id, string type, string details) => $$$"""
        {"kind":"youtube#liveChatMessage","id":"{{{id}}}","snippet":{"type":"{{{type}}}","liveChatId":"chat","publishedAt":"2026-11-02T10:00:00.25Z",{{{details}}}},
        "authorDetails":{"channelId":"UC1","displayName":"Yuki","isChatModerator":false}}
        """;
}
