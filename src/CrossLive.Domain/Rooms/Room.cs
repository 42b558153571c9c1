using CrossLive.Chat;
using CrossLive.Likes;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;

namespace CrossLive.Rooms;

/// <summary>
/// The rules of a room: what a command comes to in a given state at a given time. Pure: it changes nothing but <see cref="PendingCounters"/>,
/// reads no clock and draws no lots.
/// </summary>
public static class Room
{
    private static readonly Decision Forbidden = Decision.No(Rejection.NotAllowed, "Your role does not allow this.");

    /// <summary>Decides one command.</summary>
    /// <param name="state">The room after everything before.</param>
    /// <param name="pending">Where likes and viewer counts gather.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="nowUnixMs">The room's time, never before <see cref="RoomView.HeadAtUnixMs"/>.</param>
    public static Decision Decide(RoomState state, PendingCounters pending, RoomCommand command, long nowUnixMs)
    {
        if (RefusePerson(command.Actor) is { } refusal)
        {
            return refusal;
        }

        if (command.Body is OpenRoom open)
        {
            return DecideOpen(command.Actor, open);
        }

        if (state.View.Title is null)
        {
            return Decision.No(Rejection.RoomUnknown, "Nobody has opened a room by this name.");
        }

        return command.Body switch
        {
            CloseRoom close => DecideClose(state, command.Actor, close),
            PostChat chat => DecideChat(state, command, chat, nowUnixMs),
            SendLikes likes => DecideLikes(state, pending, command.Actor, likes),
            SendGift gift => DecideGift(state, command.Actor, gift, nowUnixMs),
            Share share => DecideShare(state, command.Actor, share),
            Follow => state.View.IsOpen ? new Followed() : Closed(),
            ChangeViewers or CountViewers => DecideViewers(state, pending, command),
            Announce announce => Spoken(command.Actor, Role.Operator, announce.Text, RoomLimits.MaxTextLength, text => new Announced(text)),
            Pin pin => DecidePin(state, command.Actor, pin),
            Unpin => May(command.Actor, Role.Operator) ? new Unpinned() : Forbidden,
            DeleteMessage delete => DecideDelete(state, command.Actor, delete),
            MuteUser mute => DecideMute(command.Actor, mute, nowUnixMs),
            UnmuteUser unmute => DecideUnmute(command.Actor, unmute),
            SetSlowMode slow => DecideSlowMode(command.Actor, slow),
            SetWordList words => DecideWords(command.Actor, words),
            ShowSale sale => May(command.Actor, Role.Platform) && IsOurs(command.Actor) ? new SaleShown(sale.Kind, sale.View) : Forbidden,
            ShowStream stream => May(command.Actor, Role.Platform) && IsOurs(command.Actor) ? new StreamShown(stream.IsLive, stream.WidthPx, stream.HeightPx) : Forbidden,
            OpenRedPacket packet => RedPacketRules.DecideOpen(state, command.Actor, packet, nowUnixMs),
            GrabRedPacket grab => RedPacketRules.DecideGrab(state, command.Actor, grab, nowUnixMs),
            RecordOrder order => OrderRules.DecideRecord(state, command.Actor, order),
            _ => throw new InvalidOperationException($"No rule for {command.Body.GetType().Name}."),
        };
    }

    /// <summary>What happens by now without anybody's doing, because its time has come; null where nothing does. To be asked again until it is null.</summary>
    public static RoomEventBody? DecideDue(RoomState state, long nowUnixMs) => RedPacketRules.DecideDue(state, nowUnixMs);

    // A platform speaks for its own moderators, never for the operator.
    private static bool May(Person actor, Role needed) => needed switch
    {
        Role.Operator => actor.Role == Role.Operator,
        Role.Moderator => actor.Role is Role.Moderator or Role.Operator or Role.Platform,
        Role.Platform => actor.Role == Role.Platform,
        _ => true,
    };

    private static bool IsOurs(Person actor) => string.Equals(actor.Platform, PlatformId.Web, StringComparison.Ordinal);

    private static TextPolicy PolicyFor(Person actor) => IsOurs(actor) ? TextPolicy.Refuse : TextPolicy.Repair;

    private static Decision Closed() => Decision.No(Rejection.RoomClosed, "The room is closed.");

    private static Decision? RefusePerson(Person actor)
    {
        if (!PlatformId.IsWellFormed(actor.Platform))
        {
            return Decision.No(Rejection.PersonInvalid, "The platform's name must be 2 to 24 lower-case letters, digits or '-'.");
        }

        if (!OpaqueId.IsWellFormed(actor.Id, Person.MaxIdLength) || !OpaqueId.IsWellFormed(actor.Name, Person.MaxNameLength))
        {
            return Decision.No(Rejection.PersonInvalid, $"A person has an id of 1 to {Person.MaxIdLength} and a name of 1 to {Person.MaxNameLength} characters, none of them a control character or half a surrogate pair.");
        }

        if (actor.Account is { } account && !OpaqueId.IsWellFormed(account, Person.MaxAccountLength))
        {
            return Decision.No(Rejection.PersonInvalid, $"An account has 1 to {Person.MaxAccountLength} characters, none of them a control character or half a surrogate pair.");
        }

        return null;
    }

    private static Decision DecideOpen(Person actor, OpenRoom open) =>
        Spoken(actor, Role.Operator, open.Title, RoomLimits.MaxTitleLength, title => new RoomOpened(title));

    private static Decision DecideClose(RoomState state, Person actor, CloseRoom close) =>
        !May(actor, Role.Operator) ? Forbidden
        : !state.View.IsOpen ? Closed()
        : Spoken(actor, Role.Operator, close.Reason, RoomLimits.MaxTitleLength, reason => new RoomClosed(reason));

    private static Decision Spoken(Person actor, Role needed, string? text, int maxLength, Func<string, RoomEventBody> say)
    {
        if (!May(actor, needed))
        {
            return Forbidden;
        }

        var cleaned = ChatText.Clean(text, maxLength, TextPolicy.Refuse);
        return cleaned.Code is { } code ? BadText(code, maxLength) : say(cleaned.Text!);
    }

    private static Decision BadText(string code, int maxLength) => Decision.No(code, code switch
    {
        Rejection.TextEmpty => "There is no text.",
        Rejection.TextTooLong => $"The text is longer than {maxLength} characters.",
        _ => "The text holds characters that cannot be shown (control characters, lone surrogates, or more than 8 marks on one letter).",
    });

    private static Decision DecideChat(RoomState state, RoomCommand command, PostChat chat, long nowUnixMs)
    {
        if (!state.View.IsOpen)
        {
            return Closed();
        }

        var muted = state.Mutes.RemainingMs(command.Actor, nowUnixMs);
        if (muted > 0)
        {
            return Decision.No(Rejection.Muted, "You are muted in this room.", muted == long.MaxValue ? null : muted);
        }

        var wait = state.SlowMode.WaitMs(command.Actor, nowUnixMs);
        if (wait > 0)
        {
            return Decision.No(Rejection.SlowMode, "Slow mode: wait before the next message.", wait);
        }

        var cleaned = ChatText.Clean(chat.Text, RoomLimits.MaxTextLength, PolicyFor(command.Actor));
        if (cleaned.Code is { } code)
        {
            return BadText(code, RoomLimits.MaxTextLength);
        }

        return state.Words.Matches(cleaned.Text!)
            ? Decision.No(Rejection.TextForbidden, "The message holds a word that this room does not allow.")
            : new ChatPosted(cleaned.Text!, LanguageOrNull(chat.Language), TimeOrNull(command.OccurredAtUnixMs));
    }

    // A BCP 47 tag is letters, digits and '-'; anything else is no language and is left out rather than refused.
    private static string? LanguageOrNull(string? language) =>
        language is { Length: >= 2 and <= 16 } && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? language : null;

    // Between 1970 and the end of the year 9999, which stays exact in JavaScript; anything else is a source's mistake and is left out.
    private static long? TimeOrNull(long? unixMs) => unixMs is >= 0 and <= RoomLimits.MaxUnixMs ? unixMs : null;

    private static Decision DecideLikes(RoomState state, PendingCounters pending, Person actor, SendLikes likes)
    {
        if (!state.View.IsOpen)
        {
            return Closed();
        }

        if (likes.Count is < 1 or > RoomLimits.MaxLikesPerCommand)
        {
            return Decision.No(Rejection.CountInvalid, $"Likes come 1 to {RoomLimits.MaxLikesPerCommand} at once.");
        }

        if (pending.IsFull(state.View, actor.Platform))
        {
            return TooManyPlatforms();
        }

        pending.AddLikes(state.View, actor.Platform, likes.Count);
        return Decision.Merged;
    }

    private static Decision DecideViewers(RoomState state, PendingCounters pending, RoomCommand command)
    {
        if (!May(command.Actor, Role.Platform))
        {
            return Forbidden;
        }

        var platform = command.Actor.Platform;
        if (pending.IsFull(state.View, platform))
        {
            return TooManyPlatforms();
        }

        switch (command.Body)
        {
            case CountViewers { Count: >= 0 and <= RoomLimits.MaxViewers } count:
                pending.SetViewers(platform, count.Count);
                return Decision.Merged;
            case ChangeViewers { Delta: >= -RoomLimits.MaxViewers and <= RoomLimits.MaxViewers } change:
                pending.ChangeViewers(state.View, platform, change.Delta);
                return Decision.Merged;
            default:
                return Decision.No(Rejection.CountInvalid, $"A platform has 0 to {RoomLimits.MaxViewers} viewers.");
        }
    }

    private static Decision TooManyPlatforms() => Decision.No(Rejection.SettingInvalid, $"A room has at most {RoomLimits.MaxPlatforms} platforms.");

    private static Decision DecideGift(RoomState state, Person actor, SendGift gift, long nowUnixMs)
    {
        // What was paid on a platform is recorded even when it comes in after the room has closed.
        if (!state.View.IsOpen && IsOurs(actor))
        {
            return Closed();
        }

        if (!OpaqueId.IsWellFormed(gift.GiftId, RoomLimits.MaxGiftIdLength) || (gift.ComboId is { Length: > 0 } combo && !OpaqueId.IsWellFormed(combo, RoomLimits.MaxGiftIdLength)))
        {
            return Decision.No(Rejection.GiftInvalid, $"A gift has an id of 1 to {RoomLimits.MaxGiftIdLength} characters without control characters; so has its combo, if it has one.");
        }

        var name = ChatText.Clean(gift.GiftName, RoomLimits.MaxGiftIdLength, TextPolicy.Repair);
        if (name.Text is null)
        {
            return Decision.No(Rejection.GiftInvalid, "A gift has a name.");
        }

        if (gift.Quantity is < 1 or > RoomLimits.MaxGiftQuantity)
        {
            return Decision.No(Rejection.CountInvalid, $"Gifts come 1 to {RoomLimits.MaxGiftQuantity} at once.");
        }

        if (RefusePrice(gift.UnitPrice) is { } refusal)
        {
            return refusal;
        }

        var value = gift.UnitPrice?.Times(gift.Quantity);
        if (gift.UnitPrice is not null && (value is null || value.Value.MinorUnits > RoomLimits.MaxGiftMinorUnits))
        {
            return Decision.No(Rejection.AmountInvalid, $"A gift is worth at most {RoomLimits.MaxGiftMinorUnits} minor units.");
        }

        return new GiftSent(
            gift.GiftId, name.Text, gift.Quantity, value, state.Combos.CountWith(actor, gift, nowUnixMs), gift.ComboId,
            MessageOf(state, actor, gift, nowUnixMs), value is { } worth ? state.Givers.TotalWith(actor, worth) : null);
    }

    private static Decision? RefusePrice(Money? price)
    {
        if (price is not { } given)
        {
            return null;
        }

        if (!Currency.IsKnown(given.CurrencyCode))
        {
            return Decision.No(Rejection.CurrencyUnknown, "The currency is not an ISO 4217 code in capitals.");
        }

        if (given.MinorUnits <= 0)
        {
            return Decision.No(Rejection.AmountInvalid, "An amount is positive.");
        }

        return null;
    }

    // A paid message that may not be shown loses its text; the gift stands.
    private static string? MessageOf(RoomState state, Person actor, SendGift gift, long nowUnixMs)
    {
        if (gift.Message is null || state.Mutes.RemainingMs(actor, nowUnixMs) > 0)
        {
            return null;
        }

        var text = ChatText.Clean(gift.Message, RoomLimits.MaxTextLength, TextPolicy.Repair).Text;
        return text is null || state.Words.Matches(text) ? null : text;
    }

    private static Decision DecideShare(RoomState state, Person actor, Share share)
    {
        if (!state.View.IsOpen)
        {
            return Closed();
        }

        var target = share.Target is null ? default : ChatText.Clean(share.Target, RoomLimits.MaxGiftIdLength, PolicyFor(actor));
        return target.Code is { } code ? BadText(code, RoomLimits.MaxGiftIdLength) : new Shared(target.Text);
    }

    private static Decision DecidePin(RoomState state, Person actor, Pin pin)
    {
        if (!May(actor, Role.Operator))
        {
            return Forbidden;
        }

        if (pin.Sequence is { } given && (given < 1 || given > state.Head.Sequence))
        {
            return Decision.No(Rejection.MessageUnknown, "No message has this sequence.");
        }

        if (pin.Text is not null || pin.Sequence is not { } sequence)
        {
            return Spoken(actor, Role.Operator, pin.Text, RoomLimits.MaxTextLength, text => new Pinned(text, pin.Sequence));
        }

        var text = state.View.FindRecent(sequence)?.Body switch
        {
            ChatPosted chat => chat.Text,
            Announced announced => announced.Text,
            GiftSent gift => gift.Message,
            _ => null,
        };
        return text is null
            ? Decision.No(Rejection.MessageUnknown, $"No message with this sequence among the newest {RoomLimits.RecentMessages}: give its text with it.")
            : new Pinned(text, sequence);
    }

    private static Decision DecideDelete(RoomState state, Person actor, DeleteMessage delete)
    {
        if (!May(actor, Role.Moderator))
        {
            return Forbidden;
        }

        var sequence = delete.Sequence ?? (delete.MessageKey is { } key ? state.FindKey(key)?.Position.Sequence : null);
        return sequence is { } known && known >= 1 && known <= state.Head.Sequence
            ? new MessageDeleted(known)
            : Decision.No(Rejection.MessageUnknown, "No such message here, or it is too long ago.");
    }

    private static Decision DecideMute(Person actor, MuteUser mute, long nowUnixMs)
    {
        if (!May(actor, Role.Moderator))
        {
            return Forbidden;
        }

        if (!IsPersonNamed(mute.Platform, mute.UserId))
        {
            return Decision.No(Rejection.PersonInvalid, "Name the person by platform and id.");
        }

        return mute.DurationMs is < 1 or > RoomLimits.MaxMuteMs
            ? Decision.No(Rejection.SettingInvalid, $"A mute lasts 1 to {RoomLimits.MaxMuteMs} ms, or until it is ended.")
            : new UserMuted(mute.Platform, mute.UserId, mute.DurationMs is { } duration ? nowUnixMs + duration : null);
    }

    private static Decision DecideUnmute(Person actor, UnmuteUser unmute) =>
        !May(actor, Role.Moderator) ? Forbidden
        : !IsPersonNamed(unmute.Platform, unmute.UserId) ? Decision.No(Rejection.PersonInvalid, "Name the person by platform and id.")
        : new UserUnmuted(unmute.Platform, unmute.UserId);

    private static bool IsPersonNamed(string? platform, string? userId) => PlatformId.IsWellFormed(platform) && OpaqueId.IsWellFormed(userId, Person.MaxIdLength);

    private static Decision DecideSlowMode(Person actor, SetSlowMode slow) =>
        !May(actor, Role.Moderator) ? Forbidden
        : slow.IntervalMs is < 0 or > RoomLimits.MaxSlowModeMs ? Decision.No(Rejection.SettingInvalid, $"Slow mode is 0 (off) to {RoomLimits.MaxSlowModeMs} ms.")
        : new SlowModeSet(slow.IntervalMs);

    private static Decision DecideWords(Person actor, SetWordList words)
    {
        if (!May(actor, Role.Moderator))
        {
            return Forbidden;
        }

        if (words.Words is null || words.Words.Count > RoomLimits.MaxWords
            || words.Words.Any(word => string.IsNullOrWhiteSpace(word) || !OpaqueId.IsWellFormed(word, RoomLimits.MaxWordLength)))
        {
            return Decision.No(Rejection.SettingInvalid, $"A word list has at most {RoomLimits.MaxWords} words of 1 to {RoomLimits.MaxWordLength} characters.");
        }

        return new WordListSet([.. words.Words]);
    }
}
