using CrossLive.Protocol.Calls;
using CrossLive.RedPackets;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Commands;

/// <summary>Turns what a viewer called into the room's command. The key and the fingerprint come out the same wherever it is done.</summary>
internal static class CommandReader
{
    /// <summary>Reads a command, or says why it cannot be one.</summary>
    /// <param name="command">As the viewer called it.</param>
    /// <param name="gifts">The catalog: viewers name a gift, it has the price.</param>
    /// <param name="refusal">Set where the answer is null.</param>
    public static RoomCommand? Read(ViewerCommand command, IReadOnlyList<GiftOffer> gifts, out CommandAnswer? refusal)
    {
        refusal = null;
        if (BodyOf(command.Call, gifts) is not { } body)
        {
            refusal = CommandAnswer.Reject(Rejection.GiftInvalid, "No such gift in this room's catalog.");
            return null;
        }

        // The record's own text names every field that came over the wire.
        var fingerprint = CommandKey.Fingerprint(command.Method, ContentOf(command.Call));
        return new RoomCommand(command.Person, body, CommandKey.For(command.Person.Handle, command.Call.Key!), fingerprint);
    }

    /// <summary>One text for the content of a call; two calls with one text are one call.</summary>
    public static string ContentOf(IKeyedCall call) => call is WordsCall words ? $"{words.Key}\n{string.Join('\n', words.Words ?? [])}" : call.ToString()!;

    private static RoomCommandBody? BodyOf(IKeyedCall call, IReadOnlyList<GiftOffer> gifts) => call switch
    {
        ChatCall chat => new PostChat(chat.Text ?? string.Empty, chat.Language),
        LikeCall like => new SendLikes(like.Count),
        GiftCall gift => GiftOf(gift, gifts),
        ShareCall share => new Share(share.Target),
        FollowCall => new Follow(),
        DeleteCall delete => new DeleteMessage(delete.MessageSequence),
        MuteCall mute => new MuteUser(mute.Platform ?? string.Empty, mute.UserId ?? string.Empty, mute.DurationMs),
        UnmuteCall unmute => new UnmuteUser(unmute.Platform ?? string.Empty, unmute.UserId ?? string.Empty),
        SlowCall slow => new SetSlowMode(slow.IntervalMs ?? -1),
        WordsCall words => new SetWordList(words.Words is { } list ? [.. list.Select(word => word ?? string.Empty)] : [string.Empty]),
        OpenCall open => new OpenRoom(open.Title ?? string.Empty),
        CloseCall close => new CloseRoom(close.Reason ?? string.Empty),
        AnnounceCall announce => new Announce(announce.Text ?? string.Empty),
        PinCall pin => new Pin(pin.MessageSequence, pin.Text),
        UnpinCall => new Unpin(),
        PacketCall packet => PacketOf(packet),
        GrabCall grab => new GrabRedPacket(grab.Packet),
        _ => throw new InvalidOperationException($"No command for {call.GetType().Name}."),
    };

    // What is neither kind goes to the room as none, which it refuses. The seed is the room's.
    private static OpenRedPacket PacketOf(PacketCall call) => new(
        call.Kind switch { "fixed" => RedPacketKind.Fixed, "lucky" => RedPacketKind.Lucky, _ => (RedPacketKind)(-1) },
        new Money(call.MinorUnits, call.Currency ?? string.Empty), call.Count, call.Message, call.StartsAtUnixMs, call.ExpiresAtUnixMs);

    private static SendGift? GiftOf(GiftCall call, IReadOnlyList<GiftOffer> gifts) =>
        gifts.FirstOrDefault(gift => string.Equals(gift.GiftId, call.GiftId, StringComparison.Ordinal)) is { GiftId: { } id, Name: { } name, Currency: { } currency } offer
            ? new SendGift(id, name, call.Quantity, new Money(offer.MinorUnits, currency))
            : null;
}
