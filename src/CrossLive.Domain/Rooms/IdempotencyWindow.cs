using MessagePack;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>
/// The keys of the last commands that had an effect, with the sequence of it. First in, first out at a fixed capacity:
/// a repeat that comes after so many others is not recognised any more. 32 bytes a key.
/// </summary>
public sealed class IdempotencyWindow(int capacity)
{
    private readonly Dictionary<CommandKey, KeptKey> _kept = [];
    private readonly Queue<CommandKey> _order = new();

    /// <summary>The keys, oldest first.</summary>
    public IReadOnlyList<KeptKey> Kept => [.. _order.Select(key => _kept[key])];

    /// <summary>The key as it was kept, or null.</summary>
    public KeptKey? Find(CommandKey key) => _kept.TryGetValue(key, out var kept) ? kept : null;

    /// <summary>Keeps a key; the oldest goes where the window is full. A key that is kept already stays as it is.</summary>
    public void Keep(KeptKey kept)
    {
        if (!_kept.TryAdd(kept.Key, kept))
        {
            return;
        }

        _order.Enqueue(kept.Key);
        if (_order.Count > capacity)
        {
            _kept.Remove(_order.Dequeue());
        }
    }
}

/// <summary>A key in the window.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.KeptKey"), MessagePackObject]
public readonly record struct KeptKey(
    [property: Id(0), Key(0)] CommandKey Key,
    [property: Id(1), Key(1)] ulong Fingerprint,
    [property: Id(2), Key(2)] Position Position);
