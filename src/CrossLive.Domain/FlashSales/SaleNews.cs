using CrossLive.FlashSales.Fairness;

namespace CrossLive.FlashSales;

/// <summary>What a sale's room is told about it. The numbers are in logs for ever.</summary>
public enum SaleNewsKind
{
    /// <summary>It is planned.</summary>
    Scheduled = 0,

    /// <summary>It opens at T.</summary>
    Armed = 1,

    /// <summary>Its times have moved.</summary>
    Moved = 2,

    /// <summary>It is open.</summary>
    Opened = 3,

    /// <summary>The window is over, the seed is out.</summary>
    Drawn = 4,

    /// <summary>How many pieces are left has changed.</summary>
    Stock = 5,

    /// <summary>It takes no more claims.</summary>
    Closed = 6,

    /// <summary>It is off.</summary>
    Cancelled = 7,
}

/// <summary>A piece of news that the room has to be told, once.</summary>
/// <param name="Number">1 for the sale's first.</param>
/// <param name="Kind">What happened.</param>
/// <param name="View">The sale right after it.</param>
public sealed record SaleNews(long Number, SaleNewsKind Kind, SaleView View);

/// <summary>How a window was decided.</summary>
/// <param name="List">Who was in it, as it is published.</param>
/// <param name="Order">The claims' numbers in the fair order.</param>
public sealed record SaleDraw(DrawEntries List, IReadOnlyList<long> Order);
