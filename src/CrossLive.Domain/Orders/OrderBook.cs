using CrossLive.Rooms;

namespace CrossLive.Orders;

/// <summary>
/// The orders that the room has heard of, and what they come to by shop in both currencies. An order counts once as placed, once as paid and once as
/// cancelled, in whichever order and however often its messages come; its amounts are those of its first message that said any.
/// </summary>
public sealed class OrderBook
{
    private readonly Dictionary<(string Platform, string Id), KnownOrder> _orders = [];
    private readonly Queue<(string Platform, string Id)> _oldestFirst = new();
    private readonly SortedDictionary<(string Platform, bool IsShop, string Currency), OrderTotal> _totals = new(ByShop);

    private static Comparer<(string Platform, bool IsShop, string Currency)> ByShop { get; } = Comparer<(string Platform, bool IsShop, string Currency)>.Create(
        (left, right) => string.CompareOrdinal(left.Platform, right.Platform) is var order and not 0 ? order
            : left.IsShop.CompareTo(right.IsShop) is var side and not 0 ? -side
            : string.CompareOrdinal(left.Currency, right.Currency));

    /// <summary>The orders that are remembered, oldest first.</summary>
    public IReadOnlyList<KnownOrder> All => [.. _oldestFirst.Select(key => _orders[key])];

    /// <summary>The totals, sorted: by shop, the shop's currency before the buyers', by currency.</summary>
    public IReadOnlyList<OrderTotal> Totals => [.. _totals.Values];

    /// <summary>An order that is remembered, or null.</summary>
    public KnownOrder? Find(string platform, string orderId) => _orders.GetValueOrDefault((platform, orderId));

    /// <summary>Notes what happened.</summary>
    public void Note(string platform, OrderRecorded recorded)
    {
        var key = (platform, recorded.OrderId);
        if (!_orders.TryGetValue(key, out var before))
        {
            before = new KnownOrder(platform, recorded.OrderId, null, recorded.Sale, false, false);
            _oldestFirst.Enqueue(key);
            if (_oldestFirst.Count > OrderLimits.MaxOrders)
            {
                _orders.Remove(_oldestFirst.Dequeue());
            }
        }

        var after = before with
        {
            Amounts = before.Amounts ?? recorded.Amounts,
            Sale = before.Sale ?? recorded.Sale,
            IsPaid = before.IsPaid || recorded.Status == OrderStatus.Paid,
            IsCancelled = before.IsCancelled || recorded.Status == OrderStatus.Cancelled,
        };
        _orders[key] = after;
        if (after.Amounts is { } amounts)
        {
            // What was counted before had no amounts where they come only now.
            var known = before.Amounts is not null;
            Count(platform, isShop: true, amounts.Shop, !known, after.IsPaid && !(known && before.IsPaid), after.IsCancelled && !(known && before.IsCancelled));
            Count(platform, isShop: false, amounts.Buyer, !known, after.IsPaid && !(known && before.IsPaid), after.IsCancelled && !(known && before.IsCancelled));
        }
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<KnownOrder> orders, IEnumerable<OrderTotal> totals)
    {
        foreach (var order in orders)
        {
            _orders[(order.Platform, order.OrderId)] = order;
            _oldestFirst.Enqueue((order.Platform, order.OrderId));
        }

        foreach (var total in totals)
        {
            _totals[(total.Platform, total.IsShop, total.Currency)] = total;
        }
    }

    private void Count(string platform, bool isShop, Money amount, bool isPlaced, bool isPaid, bool isCancelled)
    {
        var key = (platform, isShop, amount.CurrencyCode);
        if (!_totals.TryGetValue(key, out var total))
        {
            if (_totals.Count >= OrderLimits.MaxTotals)
            {
                return;
            }

            total = new OrderTotal(platform, isShop, amount.CurrencyCode, 0, 0, 0, 0);
        }

        _totals[key] = total with
        {
            Orders = total.Orders + (isPlaced ? 1 : 0),
            PlacedMinorUnits = Sum(total.PlacedMinorUnits, isPlaced, amount),
            PaidMinorUnits = Sum(total.PaidMinorUnits, isPaid, amount),
            CancelledMinorUnits = Sum(total.CancelledMinorUnits, isCancelled, amount),
        };
    }

    private static long Sum(long total, bool counts, Money amount) => counts ? Math.Min(RoomView.MaxTotal, total + amount.MinorUnits) : total;
}
