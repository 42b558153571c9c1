using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Gifts;

/// <summary>
/// What each person has given, by currency. Sums do not depend on the order of the gifts, as long as nobody is forgotten: at
/// <see cref="RoomLimits.MaxGiverTotals"/> the lowest tenth are.
/// </summary>
public sealed class GiverTotals
{
    private readonly Dictionary<(string Handle, string Currency), (long MinorUnits, long Sequence)> _totals = [];

    /// <summary>Every total, sorted by person and currency.</summary>
    public IReadOnlyList<GiverTotal> All =>
        [.. _totals.OrderBy(entry => entry.Key.Handle, StringComparer.Ordinal).ThenBy(entry => entry.Key.Currency, StringComparer.Ordinal)
            .Select(entry => new GiverTotal(entry.Key.Handle, new Money(entry.Value.MinorUnits, entry.Key.Currency), entry.Value.Sequence))];

    /// <summary>What the giver's total comes to with this, minor units; it stays at <see cref="RoomView.MaxTotal"/>.</summary>
    public long TotalWith(Person giver, Money value) =>
        Math.Min(RoomView.MaxTotal, _totals.GetValueOrDefault((giver.Handle, value.CurrencyCode)).MinorUnits + value.MinorUnits);

    /// <summary>Notes a gift that was given; one whose worth is not known adds nothing.</summary>
    public void Note(Person giver, Money? value, long sequence)
    {
        if (value is not { } given)
        {
            return;
        }

        var key = (giver.Handle, given.CurrencyCode);
        if (_totals.Count >= RoomLimits.MaxGiverTotals && !_totals.ContainsKey(key))
        {
            ForgetLowest();
        }

        _totals[key] = (TotalWith(giver, given), sequence);
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<GiverTotal> totals)
    {
        foreach (var total in totals)
        {
            _totals[(total.Handle, total.Total.CurrencyCode)] = (total.Total.MinorUnits, total.Sequence);
        }
    }

    // A tenth at once, so that a flood of new givers does not sort the table for each. A sequence is one gift's, so the order is the same everywhere.
    private void ForgetLowest()
    {
        foreach (var (key, _) in _totals.OrderBy(entry => entry.Value.MinorUnits).ThenBy(entry => entry.Value.Sequence).Take(RoomLimits.MaxGiverTotals / 10).ToArray())
        {
            _totals.Remove(key);
        }
    }
}

/// <summary>What one person has given in one currency.</summary>
/// <param name="Handle">The person, see <see cref="Person.Handle"/>.</param>
/// <param name="Total">The sum.</param>
/// <param name="Sequence">The gift that brought it there.</param>
[MessagePackObject]
public sealed record GiverTotal([property: Key(0)] string Handle, [property: Key(1)] Money Total, [property: Key(2)] long Sequence);
