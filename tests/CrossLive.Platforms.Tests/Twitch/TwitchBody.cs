namespace CrossLive.Platforms.Tests.Twitch;

/// <summary>EventSub bodies in the form that Twitch documents, with made-up people.</summary>
internal static class TwitchBody
{
    private const string Broadcaster = "\"broadcaster_user_id\":\"9001\",\"broadcaster_user_login\":\"hostess\",\"broadcaster_user_name\":\"Hostess\"";
    private const string User = "\"user_id\":\"42\",\"user_login\":\"mika\",\"user_name\":\"Mika\"";

    public static readonly string Chat = Event("channel.chat.message", $$$"""
        {{{Broadcaster}}},"chatter_user_id":"42","chatter_user_login":"mika","chatter_user_name":"Mika","message_id":"cc10-1",
        "message":{"text":"Hi chat","fragments":[{"type":"text","text":"Hi chat","cheermote":null,"emote":null,"mention":null}]},
        "message_type":"text","badges":[],"cheer":null,"color":"#00FF7F","reply":null
        """);

    public static readonly string ChatWithCheer = Chat.Replace("\"cheer\":null,\"color\"", "\"cheer\":{\"bits\":100},\"color\"", StringComparison.Ordinal);

    public static readonly string Cheer = Event("channel.cheer", $$"""{{User}},{{Broadcaster}},"is_anonymous":false,"message":"pogchamp","bits":1000""");

    public static readonly string AnonymousCheer = Event(
        "channel.cheer", $$"""{{Broadcaster}},"is_anonymous":true,"user_id":null,"user_login":null,"user_name":null,"message":"","bits":5""");

    public static readonly string GiftSubs = Event("channel.subscription.gift", $$"""{{User}},{{Broadcaster}},"total":2,"tier":"1000","cumulative_total":284,"is_anonymous":false""");

    public static readonly string Follow = Event("channel.follow", $$"""{{User}},{{Broadcaster}},"followed_at":"2026-11-02T10:00:00.25Z" """);

    public static readonly string Deletion = Event(
        "channel.chat.message_delete", $$"""{{Broadcaster}},"target_user_id":"42","target_user_login":"mika","target_user_name":"Mika","message_id":"cc10-1" """);

    public static readonly string Timeout = Event(
        "channel.ban", $$"""{{User}},{{Broadcaster}},"moderator_user_id":"7","reason":"spam","banned_at":"2026-11-02T10:00:00.00Z","ends_at":"2026-11-02T10:10:00.00Z","is_permanent":false""");

    public static readonly string Ban = Event(
        "channel.ban", $$"""{{User}},{{Broadcaster}},"moderator_user_id":"7","reason":"spam","banned_at":"2026-11-02T10:00:00.00Z","ends_at":null,"is_permanent":true""");

    public static readonly string Unban = Event("channel.unban", $"{User},{Broadcaster}");

    public static readonly string[] All = [Chat, Cheer, AnonymousCheer, GiftSubs, Follow, Deletion, Timeout, Ban, Unban];

    public static string Event(string type, string fields) =>
        $$$"""{"subscription":{"id":"sub-1","status":"enabled","type":"{{{type}}}","version":"1","condition":{"broadcaster_user_id":"9001"}},"event":{{{{fields}}}}}""";
}
