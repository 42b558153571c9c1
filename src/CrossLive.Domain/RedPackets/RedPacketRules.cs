using CrossLive.Chat;
using CrossLive.Rooms;

namespace CrossLive.RedPackets;

/// <summary>The rules of red packets: pure, like <see cref="Room"/>, which asks them.</summary>
internal static class RedPacketRules
{
    /// <summary>Decides whether a packet is announced.</summary>
    public static Decision DecideOpen(RoomState state, Person actor, OpenRedPacket open, long nowUnixMs)
    {
        if (actor.Role != Role.Operator)
        {
            return Decision.No(Rejection.NotAllowed, "Only an operator opens a red packet.");
        }

        if (!state.View.IsOpen)
        {
            return Closed();
        }

        if (RefuseMoney(open) is { } refusal)
        {
            return refusal;
        }

        var startsAt = Math.Max(nowUnixMs, open.StartsAtUnixMs ?? nowUnixMs);
        if (startsAt - nowUnixMs > RedPacketLimits.MaxAheadMs
            || open.ExpiresAtUnixMs < startsAt + RedPacketLimits.MinOpenMs || open.ExpiresAtUnixMs > startsAt + RedPacketLimits.MaxOpenMs)
        {
            return Decision.No(
                Rejection.PacketInvalid, $"A red packet starts within {RedPacketLimits.MaxAheadMs} ms and is open for {RedPacketLimits.MinOpenMs} to {RedPacketLimits.MaxOpenMs} ms.");
        }

        if (open.Kind is not (RedPacketKind.Fixed or RedPacketKind.Lucky) || open.Seed is not { Length: RedPacketLimits.SeedLength } seed || !seed.All(char.IsAsciiHexDigit))
        {
            return Decision.No(Rejection.PacketInvalid, "A red packet is fixed or lucky, and has a seed from the room.");
        }

        var message = string.IsNullOrEmpty(open.Message) ? default : ChatText.Clean(open.Message, RedPacketLimits.MaxMessageLength, TextPolicy.Refuse);
        if (message.Code is { } code)
        {
            return Decision.No(code, $"The words on a red packet have 1 to {RedPacketLimits.MaxMessageLength} characters that can be shown, or are left out.");
        }

        return state.View.RedPackets.Count >= RedPacketLimits.MaxOpen
            ? Decision.No(Rejection.PacketLimit, $"{RedPacketLimits.MaxOpen} red packets are announced or open already.", RetryAfter(state, nowUnixMs))
            : new RedPacketOpened(open.Kind, open.Total, open.Count, message.Text, startsAt, open.ExpiresAtUnixMs, RedPacketDraw.Commit(seed), seed);
    }

    /// <summary>Decides whether somebody gets a part, and how large it is.</summary>
    public static Decision DecideGrab(RoomState state, Person actor, GrabRedPacket grab, long nowUnixMs)
    {
        if (!state.View.IsOpen)
        {
            return Closed();
        }

        if (state.View.RedPackets.Find(grab.Packet) is not { LeftCount: > 0 } packet || nowUnixMs >= packet.ExpiresAtUnixMs)
        {
            return Decision.No(Rejection.PacketOver, "This red packet is over, or there never was one.");
        }

        if (nowUnixMs < packet.StartsAtUnixMs)
        {
            return Decision.No(Rejection.PacketEarly, "This red packet is not open yet.", packet.StartsAtUnixMs - nowUnixMs);
        }

        if (state.RedPackets.HasTaken(grab.Packet, actor))
        {
            return Decision.No(Rejection.PacketTaken, "You have a part of this red packet already.");
        }

        var place = packet.Count - packet.LeftCount + 1;
        var amount = RedPacketDraw.AmountAt(packet.Kind, state.RedPackets.SeedOf(grab.Packet), packet.Total.MinorUnits, packet.Count, place, packet.LeftMinorUnits);
        return new RedPacketGrabbed(grab.Packet, place, packet.Total with { MinorUnits = amount });
    }

    /// <summary>What happens to a red packet by now without anybody's doing, or null.</summary>
    public static RoomEventBody? DecideDue(RoomState state, long nowUnixMs) =>
        state.View.RedPackets.FindEnding(nowUnixMs) is { } packet
            ? new RedPacketEnded(packet.Packet, packet.Total with { MinorUnits = packet.LeftMinorUnits }, state.RedPackets.SeedOf(packet.Packet))
            : null;

    private static Decision Closed() => Decision.No(Rejection.RoomClosed, "The room is closed.");

    private static long RetryAfter(RoomState state, long nowUnixMs) => Math.Max(1, state.View.RedPackets.NextEndUnixMs.GetValueOrDefault() - nowUnixMs);

    private static Decision? RefuseMoney(OpenRedPacket open)
    {
        if (!Currency.IsKnown(open.Total.CurrencyCode))
        {
            return Decision.No(Rejection.CurrencyUnknown, "The currency is not an ISO 4217 code in capitals.");
        }

        if (open.Total.MinorUnits is <= 0 or > RedPacketLimits.MaxTotalMinorUnits)
        {
            return Decision.No(Rejection.AmountInvalid, $"A red packet holds 1 to {RedPacketLimits.MaxTotalMinorUnits} minor units.");
        }

        if (open.Count is < 1 or > RedPacketLimits.MaxCount)
        {
            return Decision.No(Rejection.CountInvalid, $"A red packet has 1 to {RedPacketLimits.MaxCount} parts.");
        }

        return open.Total.MinorUnits < open.Count
            ? Decision.No(Rejection.PacketInvalid, "There is less than one minor unit for each part.")
            : (Decision?)null;
    }
}
