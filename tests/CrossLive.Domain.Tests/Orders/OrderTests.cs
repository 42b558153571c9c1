using CrossLive.Domain.Tests.Rooms;
using CrossLive.Orders;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Orders;

public sealed class OrderTests
{
    private static readonly Person Shop = new("shopify-orders", "connector", "Shopify orders", Role.Platform);
    private static readonly OrderAmounts Amounts = new(new Money(6_033, "AUD"), new Money(4_585, "USD"));

    // Some currencies without, with two and with three decimals; some orders that nobody has said the amounts of.
    private static readonly Gen<(int Order, OrderStatus Status)[]> Messages =
        Gen.Select(Gen.Int[0, 12], Gen.OneOf(OrderStatus.Placed, OrderStatus.Paid, OrderStatus.Cancelled)).Array[1, 60];

    [Fact]
    public void An_order_is_recorded_with_both_amounts_after_the_room_has_closed_too()
    {
        var room = Open();
        room.Happens(Operator, new CloseRoom("done"));

        room.Body<OrderRecorded>(Shop, Order("1") with { Sale = "sale-1" }).Amounts.ShouldBe(Amounts);
        room.State.Orders.Totals.ShouldBe(
        [
            new OrderTotal("shopify-orders", true, "AUD", 1, 6_033, 0, 0),
            new OrderTotal("shopify-orders", false, "USD", 1, 4_585, 0, 0),
        ]);
    }

    [Fact]
    public void The_rate_is_frozen_with_the_order_s_first_message()
    {
        var room = Open();
        room.Happens(Shop, Order("1") with { Sale = "sale-1" });

        var paid = room.Body<OrderRecorded>(Shop, Order("1") with { Status = OrderStatus.Paid, Amounts = new OrderAmounts(new Money(6_033, "AUD"), new Money(4_700, "USD")) });

        paid.Amounts.ShouldBe(Amounts);
        paid.Sale.ShouldBe("sale-1");
        room.State.Orders.Totals.Select(total => total.PaidMinorUnits).ShouldBe([6_033, 4_585]);
    }

    [Fact]
    public void Only_a_connector_tells_of_orders_and_only_of_well_formed_ones()
    {
        var room = Open();
        room.Refuses(Rejection.NotAllowed, Operator, Order("1"));
        room.Refuses(Rejection.OrderInvalid, Shop, Order(""));
        room.Refuses(Rejection.OrderInvalid, Shop, Order("a\nb"));
        room.Refuses(Rejection.OrderInvalid, Shop, Order("1") with { Status = (OrderStatus)9 });
        room.Refuses(Rejection.OrderInvalid, Shop, Order("1") with { Sale = "" });
        room.Refuses(Rejection.OrderInvalid, Shop, Order("1") with { Lines = [.. Enumerable.Repeat(new OrderLine("p", "s", 1), OrderLimits.MaxLines + 1)] });
        room.Refuses(Rejection.OrderInvalid, Shop, Order("1") with { Lines = [new OrderLine("p", "s", 0)] });
        room.Refuses(Rejection.CountInvalid, Shop, Order("1") with { Quantity = -1 });
        room.Refuses(Rejection.CurrencyUnknown, Shop, Order("1") with { Amounts = Amounts with { Buyer = new Money(1, "XXX") } });
        room.Refuses(Rejection.AmountInvalid, Shop, Order("1") with { Amounts = Amounts with { Shop = new Money(-1, "AUD") } });
        room.Refuses(Rejection.AmountInvalid, Shop, Order("1") with { Amounts = Amounts with { Shop = new Money(OrderLimits.MaxMinorUnits + 1, "AUD") } });
    }

    [Fact]
    public void Totals_add_up_in_both_currencies_whatever_comes_in_whichever_order_however_often() =>
        Gen.Select(Messages, Gen.Int[0, 1_000]).Sample((messages, turn) =>
        {
            var turned = messages.Skip(turn % messages.Length).Concat(messages.Take(turn % messages.Length)).Reverse();
            var (first, second) = (Told(messages), Told(turned));

            second.State.Orders.Totals.ShouldBe(first.State.Orders.Totals);
            foreach (var isShop in (bool[])[true, false])
            {
                var expected = messages.GroupBy(message => message.Order).Where(order => AmountsOf(order.Key) is not null)
                    .GroupBy(order => Side(order.Key, isShop).CurrencyCode, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new OrderTotal(
                        Shop.Platform, isShop, group.Key, group.Count(), group.Sum(order => Side(order.Key, isShop).MinorUnits),
                        group.Where(order => order.Any(message => message.Status == OrderStatus.Paid)).Sum(order => Side(order.Key, isShop).MinorUnits),
                        group.Where(order => order.Any(message => message.Status == OrderStatus.Cancelled)).Sum(order => Side(order.Key, isShop).MinorUnits)));
                first.State.Orders.Totals.Where(total => total.IsShop == isShop).ShouldBe(expected);
            }

            var replayed = new RoomState();
            first.Events.ForEach(replayed.Apply);
            replayed.Hash().ShouldBe(first.State.Hash());
        });

    [Fact]
    public void So_many_orders_are_remembered()
    {
        var book = new OrderBook();
        for (var i = 0; i <= OrderLimits.MaxOrders; i++)
        {
            book.Note("shop", new OrderRecorded($"o{i}", OrderStatus.Placed, 1, [], Amounts, null, null, null));
        }

        book.All.Count.ShouldBe(OrderLimits.MaxOrders);
        book.Find("shop", "o0").ShouldBeNull();
        book.Totals[0].Orders.ShouldBe(OrderLimits.MaxOrders + 1);
    }

    private static RecordOrder Order(string id) => new(id, OrderStatus.Placed, 2, [new OrderLine("p1", "SKU-1", 2)], Amounts);

    private static LiveRoom Told(IEnumerable<(int Order, OrderStatus Status)> messages)
    {
        var room = Open();
        foreach (var (order, status) in messages)
        {
            room.Happens(Shop, Order($"o{order}") with { Status = status, Amounts = AmountsOf(order) });
        }

        return room;
    }

    private static OrderAmounts? AmountsOf(int order) => (order % 4) switch
    {
        0 => null,
        1 => new OrderAmounts(new Money(1_000 + order, "JPY"), new Money(900 + order, "USD")),
        2 => new OrderAmounts(new Money(1_000 + order, "AUD"), new Money(90 + order, "KWD")),
        _ => new OrderAmounts(new Money(order, "AUD"), new Money(order, "AUD")),
    };

    private static Money Side(int order, bool isShop) => isShop ? AmountsOf(order)!.Shop : AmountsOf(order)!.Buyer;
}
