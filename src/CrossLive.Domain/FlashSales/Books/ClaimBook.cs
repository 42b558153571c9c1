using System.Buffers.Binary;
using CrossLive.Rooms;

namespace CrossLive.FlashSales.Books;

/// <summary>
/// A sale's claims by row, by key and by number; and of those that came too late the last <see cref="SaleLimits.LateKeys"/> keys. One look-up says whether a key is
/// known as either. About 95 bytes a claim, all of it without references.
/// </summary>
internal sealed class ClaimBook
{
    private readonly Pages<ClaimRow> _rows = new();

    // A ring, once it is full.
    private readonly Pages<LateClaim> _late = new();

    // Kept claims by row + 1, late ones by the negative of their place in the ring + 1.
    private readonly HashIndex _byKey = new();
    private readonly ulong _secretHigh;
    private readonly ulong _secretLow;
    private long _lateClaims;

    /// <summary>An empty book.</summary>
    /// <param name="secret">16 bytes or more that no buyer knows, so that nobody can choose keys that all look for one place.</param>
    public ClaimBook(ReadOnlySpan<byte> secret)
    {
        _secretHigh = BinaryPrimitives.ReadUInt64LittleEndian(secret);
        _secretLow = BinaryPrimitives.ReadUInt64LittleEndian(secret[sizeof(ulong)..]);
    }

    /// <summary>How many claims are kept: the row of the next one.</summary>
    public int Count => _rows.Count;

    /// <summary>A claim. Not to be kept over <see cref="Add"/>.</summary>
    public ref ClaimRow this[int row] => ref _rows[row];

    /// <summary>What is known of a key; false where no claim was made under it, or too many have come too late since.</summary>
    public bool TryFind(CommandKey key, out KnownKey known)
    {
        var hash = HashOf(key);
        for (var at = _byKey.Start(hash); _byKey.Next(hash, ref at) is not 0 and var entry;)
        {
            if (entry > 0)
            {
                ref var claim = ref _rows[entry - 1];
                if (claim.Key == key)
                {
                    known = new KnownKey(entry - 1, claim.Fingerprint, claim.Number);
                    return true;
                }
            }
            else
            {
                ref var late = ref _late[-entry - 1];
                if (late.Key == key)
                {
                    known = new KnownKey(-1, late.Fingerprint, late.Number);
                    return true;
                }
            }
        }

        known = default;
        return false;
    }

    /// <summary>See <see cref="HashIndex.Touch"/>.</summary>
    public ulong Touch(CommandKey key) => _byKey.Touch(HashOf(key));

    /// <summary>The row of a claim, by its number, or -1. Numbers grow from row to row, and have no gaps before the first claim that came too late.</summary>
    public int Find(long number)
    {
        if (number < 1 || Count == 0)
        {
            return -1;
        }

        var (low, high) = (0, (int)Math.Min(number, Count) - 1);
        if (_rows[high].Number == number)
        {
            return high;
        }

        // Gaps only push a number's row forward, so it is not behind where it would stand without them.
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var there = _rows[middle].Number;
            if (there == number)
            {
                return middle;
            }

            (low, high) = there < number ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Keeps a claim whose key is not known.</summary>
    public void Add(in ClaimRow claim)
    {
        _rows.Add(claim);
        _byKey.Add(HashOf(claim.Key), _rows.Count);
    }

    /// <summary>Keeps the key of a claim that came too late, and forgets the oldest one of those where there are too many.</summary>
    public void AddLate(in ClaimRow claim)
    {
        var late = new LateClaim { Key = claim.Key, Fingerprint = claim.Fingerprint, Number = claim.Number };
        var place = (int)(_lateClaims++ % SaleLimits.LateKeys);
        if (place == _late.Count)
        {
            _late.Add(late);
        }
        else
        {
            _byKey.Remove(HashOf(_late[place].Key), -(place + 1));
            _late[place] = late;
        }

        _byKey.Add(HashOf(late.Key), -(place + 1));
    }

    // A key is a hash already, but of what the buyer may choose.
    private uint HashOf(CommandKey key)
    {
        var high = Math.BigMul(key.High ^ _secretHigh, key.Low ^ _secretLow, out var low);
        return (uint)((high ^ low) >> 32);
    }

    private struct LateClaim
    {
        public CommandKey Key;
        public ulong Fingerprint;
        public long Number;
    }
}
