using Orleans;

namespace CrossLive.FlashSales.Countdowns;

/// <summary>One sale in the book of one platform: what the sale is, and what was said of it there.</summary>
/// <param name="SaleId">The sale.</param>
/// <param name="Title">What it is called.</param>
/// <param name="OpensAtUnixMs">T.</param>
/// <param name="ClosesAtUnixMs">Its end; null where none is set.</param>
/// <param name="Phase">Where it is.</param>
/// <param name="Entries">What was said and what was left out, oldest first; at most <see cref="CountdownLimits.MaxEntriesPerSale"/>.</param>
[GenerateSerializer, Immutable, Alias("crosslive.CountdownSale")]
public sealed record CountdownSale(
    [property: Id(0)] string SaleId,
    [property: Id(1)] string Title,
    [property: Id(2)] long OpensAtUnixMs,
    [property: Id(3)] long? ClosesAtUnixMs,
    [property: Id(4)] SalePhase Phase,
    [property: Id(5)] IReadOnlyList<CountdownEntry> Entries)
{
    /// <summary>A sale of which nothing was said yet.</summary>
    public static CountdownSale Of(SaleView view) =>
        new(view.Offer.SaleId, view.Offer.Title, view.Offer.OpensAtUnixMs, view.Offer.ClosesAtUnixMs, view.Phase, []);

    /// <summary>True where nothing more can come of it.</summary>
    public bool IsOver => Phase is SalePhase.Closed or SalePhase.Cancelled;

    /// <summary>The number of the next entry.</summary>
    public int NextNumber => Entries.Count == 0 ? 1 : Entries[^1].Number + 1;

    /// <summary>The sale as it is now, with what was said of it. News that is older than what is known changes nothing: a phase never goes back.</summary>
    public CountdownSale Follow(SaleView view) => view.Phase < Phase
        ? this
        : this with { Title = view.Offer.Title, OpensAtUnixMs = view.Offer.OpensAtUnixMs, ClosesAtUnixMs = view.Offer.ClosesAtUnixMs, Phase = view.Phase };

    /// <summary>With an entry that is new, or is known by its number and has changed.</summary>
    public CountdownSale With(CountdownEntry entry)
    {
        var entries = Entries.ToList();
        var index = entries.FindIndex(known => known.Number == entry.Number);
        if (index >= 0)
        {
            entries[index] = entry;
        }
        else
        {
            entries.Add(entry);
        }

        return this with { Entries = entries.Count <= CountdownLimits.MaxEntriesPerSale ? entries : entries[^CountdownLimits.MaxEntriesPerSale..] };
    }
}
