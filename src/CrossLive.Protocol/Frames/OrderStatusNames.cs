using CrossLive.Orders;

namespace CrossLive.Protocol.Frames;

/// <summary>What happened to an order, on the wire.</summary>
internal static class OrderStatusNames
{
    /// <summary>The name of a status.</summary>
    public static string Of(OrderStatus status) => status switch
    {
        OrderStatus.Placed => "placed",
        OrderStatus.Paid => "paid",
        OrderStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>The same read; null where this version does not know it.</summary>
    public static OrderStatus? Read(string? name) => name switch
    {
        "placed" => OrderStatus.Placed,
        "paid" => OrderStatus.Paid,
        "cancelled" => OrderStatus.Cancelled,
        _ => null,
    };
}
