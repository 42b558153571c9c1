using CrossLive.Rooms;

namespace CrossLive.RedPackets;

/// <summary>The red packets that viewers see: those that are announced or open. Part of the room's view, so it stands in every gateway, too.</summary>
public sealed class RedPacketBoard
{
    private readonly SortedDictionary<long, RedPacketView> _packets = [];

    /// <summary>The packets, oldest first.</summary>
    public IReadOnlyList<RedPacketView> All => [.. _packets.Values];

    /// <summary>How many there are.</summary>
    public int Count => _packets.Count;

    /// <summary>When the next packet ends, milliseconds since 1970; null where there is none. One that is empty ends at once: 0.</summary>
    public long? NextEndUnixMs => _packets.Count == 0 ? null : _packets.Values.Min(EndOf);

    /// <summary>A packet, or null where it is over or was never there.</summary>
    public RedPacketView? Find(long packet) => _packets.GetValueOrDefault(packet);

    /// <summary>The oldest packet that is to end, or null.</summary>
    public RedPacketView? FindEnding(long nowUnixMs) => _packets.Count == 0 ? null : _packets.Values.FirstOrDefault(packet => EndOf(packet) <= nowUnixMs);

    /// <summary>Applies an event; one that is not about red packets changes nothing.</summary>
    public void Apply(RoomEvent e)
    {
        switch (e.Body)
        {
            case RedPacketOpened opened:
                _packets[e.Sequence] = new RedPacketView(
                    e.Sequence, e.Actor.Name, opened.Kind, opened.Total, opened.Count, opened.Message, opened.StartsAtUnixMs, opened.ExpiresAtUnixMs,
                    opened.Commitment, opened.Count, opened.Total.MinorUnits, null, []);
                break;
            case RedPacketGrabbed grabbed when Find(grabbed.Packet) is { } packet:
                _packets[grabbed.Packet] = With(packet, new RedPacketTaker(e.Actor.Platform, e.Actor.Id, e.Actor.Name, grabbed.Place, grabbed.Amount.MinorUnits));
                break;
            case RedPacketEnded ended:
                _packets.Remove(ended.Packet);
                break;
        }
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<RedPacketView> packets)
    {
        foreach (var packet in packets)
        {
            _packets[packet.Packet] = packet;
        }
    }

    private static long EndOf(RedPacketView packet) => packet.LeftCount == 0 ? 0 : packet.ExpiresAtUnixMs;

    private static RedPacketView With(RedPacketView packet, RedPacketTaker taker) => packet with
    {
        LeftCount = packet.LeftCount - 1,
        LeftMinorUnits = packet.LeftMinorUnits - taker.MinorUnits,
        Luckiest = packet.Luckiest is { } best && best.MinorUnits >= taker.MinorUnits ? best : taker,
        RecentTakers = [.. packet.RecentTakers.Skip(packet.RecentTakers.Count < RedPacketLimits.RecentTakers ? 0 : 1), taker],
    };
}
