using CrossLive.Rooms;
using MessagePack;
using Orleans;

namespace CrossLive.Gifts;

/// <summary>
/// Who gave most in each currency, at most <see cref="RoomLimits.TopGivers"/>; where two gave as much, who came to it first. Each gift says its giver's
/// total, and totals only grow: so whoever sees the gifts has the true list without knowing everybody's total.
/// </summary>
public sealed class TopGivers
{
    private readonly SortedDictionary<string, List<TopGiver>> _lists = new(StringComparer.Ordinal);

    /// <summary>The lists one after another, sorted by currency, the largest total first.</summary>
    public IReadOnlyList<TopGiver> All => [.. _lists.Values.SelectMany(list => list)];

    /// <summary>Notes a gift; one whose worth is not known changes nothing.</summary>
    public void Note(RoomEvent e, GiftSent gift)
    {
        if (gift.Value is not { } value || gift.GiverTotal is not { } total || ListOf(value.CurrencyCode) is not { } list)
        {
            return;
        }

        // A total that stands still, at its largest value, was reached before.
        var before = list.FindIndex(top => IsOf(top, e.Actor));
        var reached = before >= 0 && list[before].Total.MinorUnits == total ? list[before].Sequence : e.Sequence;
        if (before >= 0)
        {
            list.RemoveAt(before);
        }

        var place = list.FindIndex(top => top.Total.MinorUnits < total || (top.Total.MinorUnits == total && top.Sequence > reached));
        list.Insert(place < 0 ? list.Count : place, new TopGiver(e.Actor.Platform, e.Actor.Id, e.Actor.Name, value with { MinorUnits = total }, reached));
        if (list.Count > RoomLimits.TopGivers)
        {
            list.RemoveAt(list.Count - 1);
        }
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<TopGiver> givers)
    {
        foreach (var giver in givers)
        {
            ListOf(giver.Total.CurrencyCode)?.Add(giver);
        }
    }

    private static bool IsOf(TopGiver top, Person person) =>
        string.Equals(top.Platform, person.Platform, StringComparison.Ordinal) && string.Equals(top.Id, person.Id, StringComparison.Ordinal);

    private List<TopGiver>? ListOf(string currency) =>
        _lists.TryGetValue(currency, out var list) ? list
        : _lists.Count < RoomLimits.TopCurrencies ? _lists[currency] = []
        : null;
}

/// <summary>One of those who gave most.</summary>
/// <param name="Platform">The person's platform.</param>
/// <param name="Id">The person's id there.</param>
/// <param name="Name">What is shown.</param>
/// <param name="Total">What the person has given in this currency.</param>
/// <param name="Sequence">The gift that brought the total there.</param>
[GenerateSerializer, Immutable, Alias("crosslive.TopGiver"), MessagePackObject]
public sealed record TopGiver(
    [property: Id(0), Key(0)] string Platform,
    [property: Id(1), Key(1)] string Id,
    [property: Id(2), Key(2)] string Name,
    [property: Id(3), Key(3)] Money Total,
    [property: Id(4), Key(4)] long Sequence);
