using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.RedPackets;

namespace CrossLive.Client;

/// <content>
/// Commands. Each gets an idempotency key (or takes the caller's) and is sent with it until it is answered, also across lost connections: it happens
/// once or not at all. A refusal is an answer (<see cref="CommandReply.Code"/>), not an exception; commands that are not awaited one after the other
/// have no order among themselves. All throw <see cref="CommandUnansweredException"/>, <see cref="TooManyCommandsException"/> and <see cref="RoomEndedException"/>.
/// </content>
public sealed partial class RoomClient
{
    /// <summary>Says something.</summary>
    /// <param name="text">At most 500 UTF-16 units.</param>
    /// <param name="language">BCP 47, or null.</param>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <param name="cancellationToken">Ends the wait; whether it happened is then not known.</param>
    public Task<CommandReply> ChatAsync(string text, string? language = null, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Chat, key, k => new ChatCall(k, text, language), cancellationToken);

    /// <summary>Gives a gift.</summary>
    /// <param name="giftId">One of <see cref="Gifts"/>.</param>
    /// <param name="quantity">How many.</param>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <param name="cancellationToken">Ends the wait; whether it happened is then not known.</param>
    public Task<CommandReply> GiftAsync(string giftId, long quantity = 1, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Gift, key, k => new GiftCall(k, giftId, quantity), cancellationToken);

    /// <summary>Takes a part of a red packet; what it holds is in the event at the answer's position.</summary>
    /// <param name="packet">The packet's id: the sequence of its event.</param>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <param name="cancellationToken">Ends the wait; whether it happened is then not known.</param>
    public Task<CommandReply> GrabAsync(long packet, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Grab, key, k => new GrabCall(k, packet), cancellationToken);

    /// <summary>Announces a red packet; its id is the answer's sequence. Operator.</summary>
    /// <param name="kind">How it is parted.</param>
    /// <param name="total">What is in it: at least one minor unit for each part.</param>
    /// <param name="count">How many parts.</param>
    /// <param name="startsAt">From when it can be taken, by the server's clock; null = at once.</param>
    /// <param name="expiresAt">When what is left goes back, by the server's clock.</param>
    /// <param name="message">Words on it, or null.</param>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <param name="cancellationToken">Ends the wait; whether it happened is then not known.</param>
    public Task<CommandReply> OpenRedPacketAsync(
        RedPacketKind kind, Money total, long count, DateTimeOffset? startsAt, DateTimeOffset expiresAt, string? message = null, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(
            HubMethods.Packet,
            key,
            k => new PacketCall(k, kind == RedPacketKind.Fixed ? "fixed" : "lucky", total.MinorUnits, total.CurrencyCode, count, message, startsAt?.ToUnixTimeMilliseconds(), expiresAt.ToUnixTimeMilliseconds()),
            cancellationToken);

    /// <summary>Says that the room was shared.</summary>
    public Task<CommandReply> ShareAsync(string? target = null, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Share, key, k => new ShareCall(k, target), cancellationToken);

    /// <summary>Says that the host was followed.</summary>
    public Task<CommandReply> FollowAsync(string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Follow, key, k => new FollowCall(k), cancellationToken);

    /// <summary>Takes a message away. Moderator.</summary>
    public Task<CommandReply> DeleteAsync(long messageSequence, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Delete, key, k => new DeleteCall(k, messageSequence), cancellationToken);

    /// <summary>Mutes a person for a time, or until unmuted where <paramref name="duration"/> is null. Moderator.</summary>
    public Task<CommandReply> MuteAsync(string platform, string userId, TimeSpan? duration = null, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Mute, key, k => new MuteCall(k, platform, userId, (long?)duration?.TotalMilliseconds), cancellationToken);

    /// <summary>Ends a mute. Moderator.</summary>
    public Task<CommandReply> UnmuteAsync(string platform, string userId, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Unmute, key, k => new UnmuteCall(k, platform, userId), cancellationToken);

    /// <summary>Sets slow mode's interval; zero = off. Moderator.</summary>
    public Task<CommandReply> SetSlowModeAsync(TimeSpan interval, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Slow, key, k => new SlowCall(k, (long)interval.TotalMilliseconds), cancellationToken);

    /// <summary>Replaces the list of words that no message may hold. Moderator.</summary>
    public Task<CommandReply> SetWordsAsync(IReadOnlyList<string> words, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Words, key, k => new WordsCall(k, words), cancellationToken);

    /// <summary>Opens the room. Operator.</summary>
    public Task<CommandReply> OpenRoomAsync(string title, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Open, key, k => new OpenCall(k, title), cancellationToken);

    /// <summary>Closes the room. Operator.</summary>
    public Task<CommandReply> CloseRoomAsync(string reason, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Close, key, k => new CloseCall(k, reason), cancellationToken);

    /// <summary>Says something to everybody. Operator.</summary>
    public Task<CommandReply> AnnounceAsync(string text, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Announce, key, k => new AnnounceCall(k, text), cancellationToken);

    /// <summary>Pins a message. Operator.</summary>
    public Task<CommandReply> PinMessageAsync(long messageSequence, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Pin, key, k => new PinCall(k, messageSequence), cancellationToken);

    /// <summary>Pins a text. Operator.</summary>
    public Task<CommandReply> PinTextAsync(string text, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Pin, key, k => new PinCall(k, Text: text), cancellationToken);

    /// <summary>Takes the pin away. Operator.</summary>
    public Task<CommandReply> UnpinAsync(string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Unpin, key, k => new UnpinCall(k), cancellationToken);

    private Task<CommandReply> SendAsync(string method, string? key, Func<string, object> call, CancellationToken cancellationToken, IProgress<WaitingReply>? waiting = null)
    {
        var used = key ?? NewKey();
        return _commands.SendAsync(method, used, call(used), waiting, cancellationToken);
    }

    // Unique over all clients and restarts, which a seeded Random would not be.
    private static string NewKey() => Guid.NewGuid().ToString("N");
}
