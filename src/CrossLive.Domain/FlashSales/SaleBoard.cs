using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>The flash sales that a room shows, in the order in which they came up: at most <see cref="RoomLimits.MaxSales"/>.</summary>
internal sealed class SaleBoard
{
    private readonly List<SaleView> _sales = [];

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<SaleView> All => [.. _sales];

    /// <summary>True where it is among them.</summary>
    public bool Has(string saleId) => IndexOf(saleId) >= 0;

    /// <summary>Shows the newest state of a sale.</summary>
    public void Show(SaleView sale)
    {
        var index = IndexOf(sale.Offer.SaleId);
        if (index >= 0)
        {
            _sales[index] = sale;
            return;
        }

        if (_sales.Count >= RoomLimits.MaxSales)
        {
            _sales.RemoveAt(Math.Max(0, _sales.FindIndex(known => known.Phase is SalePhase.Closed or SalePhase.Cancelled)));
        }

        _sales.Add(sale);
    }

    private int IndexOf(string saleId) => _sales.FindIndex(known => string.Equals(known.Offer.SaleId, saleId, StringComparison.Ordinal));
}
