namespace CrossLive.FlashSales.Books;

/// <summary>
/// Finds entries by a 32-bit hash; whoever asks compares what the entries stand for. One array of 8 bytes a slot, at most <see cref="MostFilled"/> of it in use, and
/// an entry stands as close behind its hash's own place as there is room: looking a key up, and then entering it, reads one line of the memory nearly always.
/// </summary>
/// <remarks>
/// Places go by the hash's upper bits, so growing reads the old array and writes the new one from front to back. The order of entries is never told to anybody: a
/// hash may differ between processes without any decision being another one.
/// </remarks>
internal sealed class HashIndex
{
    private const int HashBits = 32;
    private const int FirstBits = 6;

    // Eighths: above, rows of slots in use grow long.
    private const int MostFilled = 5;

    // Upper half: the hash; lower half: the entry; 0 is free.
    private ulong[] _slots = new ulong[1 << FirstBits];
    private int _shift = HashBits - FirstBits;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>Where to look for a hash first.</summary>
    public int Start(uint hash) => (int)(hash >> _shift);

    /// <summary>The next entry with a hash, or 0. What it is of is to be compared: other keys have this hash, too.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="at">Where to look on; from <see cref="Start"/>. Good until something is added or removed.</param>
    public int Next(uint hash, ref int at)
    {
        var slots = _slots;
        while (true)
        {
            var slot = slots[at];
            if (slot == 0)
            {
                return 0;
            }

            at = (at + 1) & (slots.Length - 1);
            if ((uint)(slot >> HashBits) == hash)
            {
                return (int)(uint)slot;
            }
        }
    }

    /// <summary>What stands where a hash is looked for first. Means nothing, but who has read it finds the place near.</summary>
    public ulong Touch(uint hash) => _slots[Start(hash)];

    /// <summary>Enters something.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="entry">Not 0, and not there under this hash.</param>
    public void Add(uint hash, int entry)
    {
        if (8L * ++Count > (long)MostFilled * _slots.Length)
        {
            Grow();
        }

        Put(((ulong)hash << HashBits) | (uint)entry);
    }

    /// <summary>Takes something out that is there.</summary>
    public void Remove(uint hash, int entry)
    {
        var (slots, last) = (_slots, _slots.Length - 1);
        var gap = Start(hash);
        for (var gone = ((ulong)hash << HashBits) | (uint)entry; slots[gap] != gone; gap = (gap + 1) & last)
        {
            if (slots[gap] == 0)
            {
                throw new InvalidOperationException("What is not there cannot be taken out.");
            }
        }

        // Those behind it move up, as far as the place of their own: a gap would end the search for them.
        for (var at = (gap + 1) & last; slots[at] != 0; at = (at + 1) & last)
        {
            var fromOwnPlace = (at - Start((uint)(slots[at] >> HashBits))) & last;
            if (fromOwnPlace >= ((at - gap) & last))
            {
                slots[gap] = slots[at];
                gap = at;
            }
        }

        slots[gap] = 0;
        Count--;
    }

    private void Put(ulong slot)
    {
        var at = Start((uint)(slot >> HashBits));
        while (_slots[at] != 0)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        _slots[at] = slot;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[2 * old.Length];
        _shift--;
        foreach (var slot in old)
        {
            if (slot != 0)
            {
                Put(slot);
            }
        }
    }
}
