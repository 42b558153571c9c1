using CrossLive.Rooms;

namespace CrossLive.Orders;

/// <summary>The rules of orders: pure, like <see cref="Room"/>, which asks them. Orders were made at a shop, so they are recorded after a room has closed, too.</summary>
internal static class OrderRules
{
    /// <summary>Decides whether an order's message is recorded.</summary>
    public static Decision DecideRecord(RoomState state, Person actor, RecordOrder order)
    {
        if (actor.Role != Role.Platform)
        {
            return Decision.No(Rejection.NotAllowed, "Only a shop's connector tells of orders.");
        }

        if (!OpaqueId.IsWellFormed(order.OrderId, OrderLimits.MaxIdLength) || !Enum.IsDefined(order.Status)
            || !IsId(order.Sale) || !IsId(order.EventId) || !IsId(order.DeliveryId)
            || order.Lines is null || order.Lines.Count > OrderLimits.MaxLines || !order.Lines.All(IsLine))
        {
            return Decision.No(Rejection.OrderInvalid, $"An order has an id, a status, and at most {OrderLimits.MaxLines} lines; ids have 1 to {OrderLimits.MaxIdLength} characters without control characters.");
        }

        if (order.Quantity is < 0 or > OrderLimits.MaxQuantity)
        {
            return Decision.No(Rejection.CountInvalid, $"An order has at most {OrderLimits.MaxQuantity} pieces.");
        }

        if (order.Amounts is { } amounts && (RefuseMoney(amounts.Shop) ?? RefuseMoney(amounts.Buyer)) is { } refusal)
        {
            return refusal;
        }

        var known = state.Orders.Find(actor.Platform, order.OrderId);
        return new OrderRecorded(
            order.OrderId, order.Status, order.Quantity, [.. order.Lines], known?.Amounts ?? order.Amounts, known?.Sale ?? order.Sale, order.EventId, order.DeliveryId);
    }

    private static bool IsId(string? id) => id is null || OpaqueId.IsWellFormed(id, OrderLimits.MaxIdLength);

    private static bool IsLine(OrderLine line) => line is { Quantity: >= 1 and <= OrderLimits.MaxQuantity } && IsId(line.ProductId) && IsId(line.Sku);

    // Nothing to pay is an order as well.
    private static Decision? RefuseMoney(Money money) =>
        !Currency.IsKnown(money.CurrencyCode) ? Decision.No(Rejection.CurrencyUnknown, "The currency is not an ISO 4217 code in capitals.")
        : money.MinorUnits is < 0 or > OrderLimits.MaxMinorUnits ? Decision.No(Rejection.AmountInvalid, $"An order comes to 0 to {OrderLimits.MaxMinorUnits} minor units.")
        : (Decision?)null;
}
