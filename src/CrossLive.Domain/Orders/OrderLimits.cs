namespace CrossLive.Orders;

/// <summary>The named limits of orders. Constants, because they shape the state that every replay must reproduce.</summary>
public static class OrderLimits
{
    /// <summary>Most lines of an order that are kept; connectors keep the first ones and the quantity of all.</summary>
    public const int MaxLines = 50;

    /// <summary>Most characters of an order's id, a product's id, an SKU or a sale's id.</summary>
    public const int MaxIdLength = 128;

    /// <summary>Largest total of an order in minor units (a million million); above it is a mistake, and is refused.</summary>
    public const long MaxMinorUnits = 1_000_000_000_000;

    /// <summary>Most pieces in an order.</summary>
    public const long MaxQuantity = 1_000_000_000;

    /// <summary>How many orders' amounts and states are remembered; of an older one a further message counts as of a new order.</summary>
    public const int MaxOrders = 20_000;

    /// <summary>Most totals by shop, side and currency; beyond it an order stands in the log and in no total.</summary>
    public const int MaxTotals = 512;
}
