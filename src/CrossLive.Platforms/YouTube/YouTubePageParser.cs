using System.Globalization;
using System.Text.Json;
using CrossLive.Rooms;

namespace CrossLive.Platforms.YouTube;

/// <summary>Pages of liveChatMessages.list to room commands. Pure. Source: YouTube Live Streaming API, "LiveChatMessages".</summary>
/// <remarks>
/// Chosen: a new member (newSponsorEvent) follows; a milestone (memberMilestoneChatEvent) is the chat message that comes with it; gifted memberships are a gift
/// without a price, counted at the giver (giftMembershipReceivedEvent would count them twice); chatEndedEvent ends the chat. Other kinds (polls,
/// tombstones, members-only mode) mean nothing to a room.
/// </remarks>
public static class YouTubePageParser
{
    /// <summary>How long to wait where an answer does not say.</summary>
    public const long DefaultPollingIntervalMs = 5_000;

    private const int MaxTokenLength = 4_000;
    private const int MaxRawTextLength = 20_000;
    private const int MaxAmountLength = 20;
    private const int MaxTypeLength = 100;
    private const string TemporaryBan = "temporary";

    private static readonly PlatformDeclaration Platform = YouTubeDeclaration.Value;

    /// <summary>Reads a page.</summary>
    /// <param name="liveChatId">The chat it is of: message ids are unique inside it.</param>
    /// <param name="body">The answer's body.</param>
    /// <exception cref="PayloadException">The body is no page.</exception>
    public static YouTubePage Parse(string liveChatId, ReadOnlyMemory<byte> body)
    {
        using var document = PayloadObject.ParseDocument(body);
        try
        {
            var root = new PayloadObject(document.RootElement, "");
            var items = root.Elements("items");
            return new YouTubePage(
                root.OptionalText("nextPageToken", MaxTokenLength),
                root.OptionalInteger("pollingIntervalMillis") ?? DefaultPollingIntervalMs,
                items.Select(item => ParseItem(liveChatId, item)).OfType<ParsedEvent>().ToArray(),
                root.OptionalText("offlineAt", MaxTypeLength) is not null || items.Any(IsChatEnd));
        }
        catch (EventRefusedException refusal)
        {
            throw new PayloadException(IngressCode.BodyMalformed, refusal.Message, refusal);
        }
    }

    /// <summary>The key of a chat message; its deletion names it.</summary>
    public static CommandKey KeyForMessage(string liveChatId, string messageId) => CommandKey.For($"{Platform.Name}/{liveChatId}", messageId);

    private static bool IsChatEnd(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty("snippet", out var snippet) && snippet.ValueKind == JsonValueKind.Object
        && snippet.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        // As it stands: to compare what is escaped fails where that is half a surrogate pair, and nobody escapes these letters.
        && string.Equals(type.GetRawText(), "\"chatEndedEvent\"", StringComparison.Ordinal);

    private static ParsedEvent? ParseItem(string liveChatId, JsonElement element)
    {
        string? id = null;
        try
        {
            var item = new PayloadObject(element, "item");
            id = item.Id("id", CommandKey.MaxIdLength);
            var snippet = item.Object("snippet");
            if (ToBody(liveChatId, snippet) is not { } body)
            {
                return null;
            }

            var actor = body is DeleteMessage or MuteUser ? Platform.Connector : AuthorOf(item);
            return ParsedEvent.Of(id, new RoomCommand(actor, Platform.RequireDeclared(body), KeyForMessage(liveChatId, id), OccurredAtUnixMs: PublishedAtUnixMs(snippet)));
        }
        catch (EventRefusedException refusal)
        {
            return ParsedEvent.Refuse(id, refusal.Code, refusal.Message);
        }
    }

    private static RoomCommandBody? ToBody(string liveChatId, PayloadObject snippet) => snippet.Text("type", MaxTypeLength) switch
    {
        "textMessageEvent" => new PostChat(snippet.Object("textMessageDetails").Text("messageText", MaxRawTextLength)),
        "superChatEvent" => SuperChat(snippet.Object("superChatDetails")),
        "superStickerEvent" => SuperSticker(snippet.Object("superStickerDetails")),
        "newSponsorEvent" => new Follow(),
        "memberMilestoneChatEvent" => Milestone(snippet.Object("memberMilestoneChatDetails")),
        "membershipGiftingEvent" => GiftedMemberships(snippet.Object("membershipGiftingDetails")),
        "messageDeletedEvent" => new DeleteMessage(
            null, KeyForMessage(liveChatId, snippet.Object("messageDeletedDetails").Id("deletedMessageId", CommandKey.MaxIdLength))),
        "userBannedEvent" => Ban(snippet.Object("userBannedDetails")),
        _ => null,
    };

    private static SendGift SuperChat(PayloadObject details) =>
        new("super-chat", "Super Chat", 1, AmountOf(details), Message: details.OptionalText("userComment", MaxRawTextLength));

    private static SendGift SuperSticker(PayloadObject details)
    {
        var sticker = details.Object("superStickerMetadata");
        var name = sticker.OptionalText("altText", MaxRawTextLength);
        return new SendGift(sticker.Id("stickerId", RoomLimits.MaxGiftIdLength), string.IsNullOrWhiteSpace(name) ? "Super Sticker" : name, 1, AmountOf(details));
    }

    private static PostChat? Milestone(PayloadObject details) =>
        details.OptionalText("userComment", MaxRawTextLength) is { Length: > 0 } comment ? new PostChat(comment) : null;

    private static SendGift GiftedMemberships(PayloadObject details) =>
        new("gift-membership", "Gift membership", details.Integer("giftMembershipsCount"), UnitPrice: null);

    private static MuteUser Ban(PayloadObject details)
    {
        var user = details.Object("bannedUserDetails").Id("channelId", Person.MaxIdLength);
        var isTemporary = string.Equals(details.OptionalText("banType", MaxTypeLength), TemporaryBan, StringComparison.Ordinal);
        return new MuteUser(Platform.Name, user, isTemporary ? BanMs(details) : null);
    }

    private static long BanMs(PayloadObject details)
    {
        const long MaxSeconds = RoomLimits.MaxMuteMs / 1000;
        return Math.Clamp(Unsigned(details, "banDurationSeconds"), 1, MaxSeconds) * 1000;
    }

    /// <summary>amountMicros is millionths of the currency's main unit, whatever its number of decimals: JPY 200 comes as 200000000.</summary>
    private static Money AmountOf(PayloadObject details)
    {
        var currency = details.Text("currency", MaxAmountLength);
        if (!Currency.IsKnown(currency))
        {
            throw new EventRefusedException(Rejection.CurrencyUnknown, $"{details.PathOf("currency")}: is not an ISO 4217 code in capitals.");
        }

        return Money.TryFromMicros(Unsigned(details, "amountMicros"), currency, out var money) && money.MinorUnits > 0
            ? money
            : throw new EventRefusedException(Rejection.AmountInvalid, $"{details.PathOf("amountMicros")}: is not an amount of {currency}.");
    }

    /// <summary>Google writes 64-bit numbers as JSON strings.</summary>
    private static long Unsigned(PayloadObject details, string name) =>
        long.TryParse(details.NumberText(name, MaxAmountLength), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw EventRefusedException.Malformed(details.PathOf(name), "must be a whole number that is not negative.");

    private static Person AuthorOf(PayloadObject item)
    {
        var author = item.Object("authorDetails");
        return PlatformPerson.Of(Platform.Name, author.Id("channelId", Person.MaxIdLength), author.OptionalText("displayName", PlatformPerson.MaxRawNameLength));
    }

    // For display only: a time that cannot be read is no reason to lose the message.
    private static long? PublishedAtUnixMs(PayloadObject snippet) =>
        DateTimeOffset.TryParse(snippet.OptionalText("publishedAt", MaxTypeLength), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var publishedAt)
            ? publishedAt.ToUnixTimeMilliseconds()
            : null;
}
