using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.RedPackets;

/// <summary>What the room knows of its open red packets beside what it shows: their seeds, and who has taken a part. Forgotten when a packet ends.</summary>
public sealed class RedPacketLedger
{
    private readonly SortedDictionary<long, (string Seed, HashSet<string> Takers)> _packets = [];

    /// <summary>Everything, by packet; takers sorted.</summary>
    public IReadOnlyList<RedPacketSecret> All =>
        [.. _packets.Select(entry => new RedPacketSecret(entry.Key, entry.Value.Seed, [.. entry.Value.Takers.Order(StringComparer.Ordinal)]))];

    /// <summary>A packet's seed.</summary>
    public string SeedOf(long packet) => _packets[packet].Seed;

    /// <summary>True where this human has a part of the packet, from whichever platform.</summary>
    public bool HasTaken(long packet, Person person) => _packets.TryGetValue(packet, out var entry) && entry.Takers.Contains(person.BuyerKey);

    /// <summary>Applies an event; one that is not about red packets changes nothing.</summary>
    public void Apply(RoomEvent e)
    {
        switch (e.Body)
        {
            case RedPacketOpened opened:
                _packets[e.Sequence] = (opened.Seed ?? throw new InvalidOperationException("A red packet in the log has its seed."), new(StringComparer.Ordinal));
                break;
            case RedPacketGrabbed grabbed:
                _packets[grabbed.Packet].Takers.Add(e.Actor.BuyerKey);
                break;
            case RedPacketEnded ended:
                _packets.Remove(ended.Packet);
                break;
        }
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<RedPacketSecret> packets)
    {
        foreach (var packet in packets)
        {
            _packets[packet.Packet] = (packet.Seed, new(packet.Takers, StringComparer.Ordinal));
        }
    }
}

/// <summary>An open red packet's secret and its takers (<see cref="Person.BuyerKey"/>), as a snapshot of the room holds them.</summary>
[MessagePackObject]
public sealed record RedPacketSecret(
    [property: Key(0)] long Packet,
    [property: Key(1)] string Seed,
    [property: Key(2)] IReadOnlyList<string> Takers);
