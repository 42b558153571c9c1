using CrossLive.Domain.Tests.Rooms;
using CrossLive.Gifts;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Gifts;

public sealed class GiverProperties
{
    private static readonly Gen<(int Who, Money Price, long Quantity)[]> Gifts =
        Gen.Select(Gen.Int[0, 15], Gen.Select(Gen.Long[1, 9], Gen.OneOf("USD", "JPY", "KWD")), Gen.Long[1, 4])
            .Select((who, price, quantity) => (who, new Money(price.Item1, price.Item2), quantity)).Array[1, 80];

    [Fact]
    public void Sums_of_several_currencies_are_the_same_in_every_order() =>
        Gen.Select(Gifts, Gen.Int[0, int.MaxValue]).Sample((gifts, turn) =>
        {
            var other = gifts.Select((gift, i) => (gift, Order: (i * 7919L) + (turn % (i + 3)))).OrderByDescending(entry => entry.Order).Select(entry => entry.gift);
            var (first, second) = (Given(gifts), Given(other));

            Sums(second.State.ToSnapshot()).ShouldBe(Sums(first.State.ToSnapshot()));
            second.State.View.ToSnapshot().GiftTotals.ShouldBe(first.State.View.ToSnapshot().GiftTotals);
        });

    [Fact]
    public void The_top_list_is_what_sorting_all_sums_gives_ties_to_who_came_there_first() =>
        Gifts.Sample(gifts =>
        {
            var room = Given(gifts);
            var sums = new Dictionary<(string Who, string Currency), (long Sum, long Reached)>();
            foreach (var e in room.Events.Where(e => e.Body is GiftSent))
            {
                var value = ((GiftSent)e.Body).Value!.Value;
                var key = (e.Actor.Id, value.CurrencyCode);
                sums[key] = (sums.GetValueOrDefault(key).Sum + value.MinorUnits, e.Sequence);
            }

            var expected = sums.GroupBy(entry => entry.Key.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
                .SelectMany(group => group.OrderByDescending(entry => entry.Value.Sum).ThenBy(entry => entry.Value.Reached).Take(RoomLimits.TopGivers))
                .Select(entry => (entry.Key.Who, new Money(entry.Value.Sum, entry.Key.Currency)));
            room.State.View.TopGivers.All.Select(top => (top.Id, top.Total)).ShouldBe(expected);
        });

    [Fact]
    public void A_replica_that_begins_with_a_view_comes_to_the_same_top_list() =>
        Gen.Select(Gifts, Gifts).Sample((before, after) =>
        {
            var room = Given(before);
            var replica = RoomView.From(room.State.View.ToSnapshot());
            var known = room.Events.Count;
            Give(room, after);
            room.Events.Skip(known).ToList().ForEach(replica.Apply);
            replica.TopGivers.All.ShouldBe(room.State.View.TopGivers.All);
        });

    [Fact]
    public void At_the_limit_the_lowest_tenth_are_forgotten()
    {
        var totals = new GiverTotals();
        for (var i = 0; i < RoomLimits.MaxGiverTotals; i++)
        {
            totals.Note(Viewer with { Id = $"v{i}" }, new Money(10 + i, "JPY"), i);
        }

        totals.Note(Viewer with { Id = "new" }, new Money(1, "JPY"), 90_000);
        totals.All.Count.ShouldBe((RoomLimits.MaxGiverTotals * 9 / 10) + 1);
        totals.TotalWith(Viewer with { Id = "v0" }, new Money(1, "JPY")).ShouldBe(1);
        totals.TotalWith(Viewer with { Id = "v19999" }, new Money(1, "JPY")).ShouldBe(20_010);
    }

    [Fact]
    public void There_are_top_lists_in_so_many_currencies_and_totals_in_all()
    {
        var room = Open();
        string[] currencies = ["AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "IDR", "INR", "JPY", "KRW", "KWD", "USD"];
        foreach (var currency in currencies)
        {
            room.Happens(Viewer, new SendGift("g", "G", 1, new Money(5, currency)));
        }

        room.State.View.TopGivers.All.Select(top => top.Total.CurrencyCode).ShouldBe(currencies.Take(RoomLimits.TopCurrencies));
        room.State.View.ToSnapshot().GiftTotals.Count.ShouldBe(currencies.Length);
    }

    private static IEnumerable<(string, Money)> Sums(RoomStateSnapshot state) => state.Givers.Select(giver => (giver.Handle, giver.Total));

    private static LiveRoom Given(IEnumerable<(int Who, Money Price, long Quantity)> gifts)
    {
        var room = Open();
        Give(room, gifts);
        return room;
    }

    private static void Give(LiveRoom room, IEnumerable<(int Who, Money Price, long Quantity)> gifts)
    {
        foreach (var (who, price, quantity) in gifts)
        {
            room.Happens(Viewer with { Id = $"v{who}" }, new SendGift("rose", "Rose", quantity, price));
        }
    }
}
