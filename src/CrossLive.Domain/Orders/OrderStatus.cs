namespace CrossLive.Orders;

/// <summary>What a shop says has happened to an order.</summary>
public enum OrderStatus
{
    /// <summary>It was placed.</summary>
    Placed = 0,

    /// <summary>It was paid.</summary>
    Paid = 1,

    /// <summary>It was cancelled.</summary>
    Cancelled = 2,
}
