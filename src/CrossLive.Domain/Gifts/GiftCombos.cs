using CrossLive.Rooms;

namespace CrossLive.Gifts;

/// <summary>
/// Running combos: gifts of one kind by one person, each within <see cref="RoomLimits.ComboWindowMs"/> of the one before, count up.
/// At <see cref="RoomLimits.MaxCombos"/> the longest silent combo ends for a new one.
/// </summary>
public sealed class GiftCombos
{
    private readonly Dictionary<string, Combo> _combos = new(StringComparer.Ordinal);

    /// <summary>Every running combo, sorted by its key.</summary>
    public IReadOnlyList<KeyValuePair<string, Combo>> All => [.. _combos.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>What the combo of this gift comes to with so many more.</summary>
    public long CountWith(Person giver, SendGift gift, long nowUnixMs)
    {
        var before = _combos.TryGetValue(KeyOf(giver, gift.GiftId, gift.ComboId), out var combo) && nowUnixMs - combo.LastUnixMs <= RoomLimits.ComboWindowMs ? combo.Count : 0;
        return before + gift.Quantity;
    }

    /// <summary>Notes a gift that was given.</summary>
    public void Note(Person giver, GiftSent gift, long atUnixMs)
    {
        var key = KeyOf(giver, gift.GiftId, gift.ComboId);
        if (_combos.Count >= RoomLimits.MaxCombos && !_combos.ContainsKey(key))
        {
            MakeRoom(atUnixMs);
        }

        _combos[key] = new Combo(gift.Combo, atUnixMs);
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<KeyValuePair<string, Combo>> combos)
    {
        foreach (var (key, combo) in combos)
        {
            _combos[key] = combo;
        }
    }

    private static string KeyOf(Person giver, string giftId, string? comboId) => $"{giver.Handle}\n{giftId}\n{comboId}";

    private void MakeRoom(long nowUnixMs)
    {
        foreach (var (key, combo) in _combos.ToArray())
        {
            if (nowUnixMs - combo.LastUnixMs > RoomLimits.ComboWindowMs)
            {
                _combos.Remove(key);
            }
        }

        if (_combos.Count >= RoomLimits.MaxCombos)
        {
            // Ordinal, like everything that shapes the state: the order of a culture differs from process to process.
            _combos.Remove(_combos.OrderBy(entry => entry.Value.LastUnixMs).ThenBy(entry => entry.Key, StringComparer.Ordinal).First().Key);
        }
    }
}

/// <summary>How far a combo has come, and when its last gift was given.</summary>
[Orleans.GenerateSerializer, Orleans.Immutable, Orleans.Alias("crosslive.Combo"), MessagePack.MessagePackObject]
public readonly record struct Combo([property: Orleans.Id(0), MessagePack.Key(0)] long Count, [property: Orleans.Id(1), MessagePack.Key(1)] long LastUnixMs);
