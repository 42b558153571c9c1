using CrossLive.Rooms;

namespace CrossLive.FlashSales.Waiting;

/// <summary>
/// What came of claims whose buyers have not heard of it. One who reloaded, and comes under a new key, is told what became of the old one instead of making another
/// claim. Bounded in number and time.
/// </summary>
internal sealed class ServedBuyers
{
    private readonly Dictionary<string, Served> _byBuyer = new(StringComparer.Ordinal);
    private readonly Queue<(string Buyer, long Claim, long UntilMs)> _order = new();

    /// <summary>True where nothing is kept.</summary>
    public bool IsEmpty => _order.Count == 0;

    /// <summary>A buyer's claim was decided.</summary>
    public void Add(string buyer, CommandKey key, long claim, long nowMs)
    {
        Forget(nowMs);
        _byBuyer[buyer] = new Served(key, null, claim);
        _order.Enqueue((buyer, claim, nowMs + WaitingRoomLimits.ServedMs));
        if (_order.Count > WaitingRoomLimits.MaxServed)
        {
            Drop();
        }
    }

    /// <summary>The claim that a buyer who comes with a key is to be told of, or 0: the key's own is known by the key, and a second new key is a new wish.</summary>
    public long Collect(string buyer, CommandKey key, long nowMs)
    {
        Forget(nowMs);
        if (!_byBuyer.TryGetValue(buyer, out var served))
        {
            return 0;
        }

        if (served.Own != key && (served.ToldTo is null || served.ToldTo == key))
        {
            _byBuyer[buyer] = served with { ToldTo = key };
            return served.Claim;
        }

        _byBuyer.Remove(buyer);
        return 0;
    }

    private void Forget(long nowMs)
    {
        while (_order.TryPeek(out var oldest) && oldest.UntilMs <= nowMs)
        {
            Drop();
        }
    }

    private void Drop()
    {
        var (buyer, claim, _) = _order.Dequeue();
        if (_byBuyer.TryGetValue(buyer, out var served) && served.Claim == claim)
        {
            _byBuyer.Remove(buyer);
        }
    }

    private sealed record Served(CommandKey Own, CommandKey? ToldTo, long Claim);
}
