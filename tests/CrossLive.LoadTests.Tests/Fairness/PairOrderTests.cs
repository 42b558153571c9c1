using CrossLive.LoadTests.Fairness.Measures;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Tests.Fairness;

public sealed class PairOrderTests
{
    [Fact]
    public void Pairs_are_right_where_the_faster_one_is_first_and_near_up_to_fifty_milliseconds()
    {
        var order = PairOrder.Of([Took(200), Took(320), Took(300), Took(250)]);

        order.ShouldBe(new PairOrder(Pairs: 6, Right: 3, NearPairs: 3, NearRight: 1));
        (order.Share, order.NearShare).ShouldBe((0.5, 1 / 3.0));
        (order + order).Pairs.ShouldBe(12);
    }

    [Fact]
    public void Liars_are_in_no_pair() => PairOrder.Of([Took(300) with { Lie = Lie.FiresEarly }, Took(200)]).ShouldBe(default);

    [Fact]
    public void Percentiles_are_values_that_were_seen()
    {
        double[] values = [.. Enumerable.Range(0, 101).Select(value => (double)value)];

        Percentile.Of(values.Reverse(), 0.5).ShouldBe(50);
        Percentile.Skew(values).ShouldBe(98);
        Percentile.Of([], 0.5).ShouldBe(0);
    }

    [Fact]
    public void Claims_after_the_window_follow_in_the_order_of_their_arrival_whatever_they_took()
    {
        // The third took least and came last.
        Buyer[] sale = [Took(240) with { StampUs = 290_000, AtRoomUs = 300_000 }, Took(230) with { StampUs = 280_000, AtRoomUs = 310_000 }, Took(200) with { StampUs = 400_000, AtRoomUs = 400_000 }];

        SaleOrder.Windowed(sale, 350_000, seed: 1).Select(buyer => buyer.ResponseUs).ShouldBe([230_000, 240_000, 200_000]);
        SaleOrder.Windowed(sale, 0, seed: 1).Select(buyer => buyer.ResponseUs).ShouldBe([240_000, 230_000, 200_000]);
    }

    private static Buyer Took(double ms) => new()
    {
        ResponseUs = ms * 1_000,
        OpenedUs = 0,
        BroadcastUs = 0,
        BroadcastArrivalUs = 0,
        StampUs = ms * 1_000,
        AtRoomUs = 0,
        Credit = default,
        OwnUs = 0,
    };
}
