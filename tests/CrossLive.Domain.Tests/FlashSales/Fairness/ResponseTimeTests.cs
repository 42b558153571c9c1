using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class ResponseTimeTests
{
    private const long OpensAtUnixMs = 1_800_000_000_000;
    private const long FloorMs = 150;
    private static readonly Gen<long> WayUs = Gen.Long[0, 300_000];
    private static readonly Gen<long> ResponseUs = Gen.Long[FloorMs * 1_000, 2_000_000];

    [Fact]
    public void What_counts_is_the_response_whatever_the_two_ways_take_and_whatever_the_gateways_clock_shows() =>
        Gen.Select(WayUs, WayUs, ResponseUs, Gen.Long[-10_000_000, 10_000_000]).Sample((up, down, response, gatewayClock) =>
        {
            // The client's clock is the true one here; the gateway's is ahead of it.
            var path = new ProbedPath(up, down, gatewayClock);

            ResponseTime.OfUs(path.ArrivalUnixUs(path.OpensAtUs + response), OpensAtUnixMs, up + down, FloorMs).ShouldBeInRange(response - 1, response + 1);
        });

    [Fact]
    public void With_jitter_the_error_is_within_what_the_packets_waited() =>
        Gen.Select(WayUs, WayUs, ResponseUs, Gen.Long[0, 50_000].Array[5]).Sample((up, down, response, waited) =>
        {
            var compared = new ProbedPath(up + waited[0], down + waited[1], 0);
            var roundTrip = up + waited[2] + down + waited[3];
            var arrival = Unix(compared.OpensAtUs + response + up + waited[4]);

            var error = ResponseTime.OfUs(arrival, OpensAtUnixMs, roundTrip, humanFloorMs: 0) - response;

            var most = waited.Max();
            error.ShouldBeInRange(-1 - (most * 3 / 2), (most * 3 / 2) + 1);
        });

    [Fact]
    public void No_answer_counts_as_faster_than_the_floor_whatever_is_said() =>
        Gen.Select(Gen.Long[-5_000_000, 5_000_000], Gen.Long[0, FairnessLimits.MaxRoundTripUs], Gen.Long, Gen.Long[0, 30_000]).Sample((arrival, roundTrip, own, belief) =>
        {
            ResponseTime.OfUs(Unix(arrival), OpensAtUnixMs, roundTrip, FloorMs).ShouldBeGreaterThanOrEqualTo(FloorMs * 1_000);
            ResponseTime.OfUs(Unix(arrival), OpensAtUnixMs, Credit(roundTrip, belief), own, FloorMs).ShouldBeGreaterThanOrEqualTo(FloorMs * 1_000);
        });

    [Fact]
    public void A_program_that_fires_at_the_opening_stands_where_the_quickest_hand_stands() =>
        ResponseTime.OfUs(Unix(20_000), OpensAtUnixMs, 40_000, FloorMs).ShouldBe(ResponseTime.OfUs(Unix(20_000 + (FloorMs * 1_000)), OpensAtUnixMs, 40_000, FloorMs));

    [Fact]
    public void A_clients_own_figure_brings_no_more_than_is_believed() =>
        Gen.Select(Gen.Long[0, 2_000_000], Gen.Long[0, 400_000], Gen.Long, Gen.Long[0, 30_000]).Sample((arrival, roundTrip, own, belief) =>
        {
            var alone = ResponseTime.OfUs(Unix(arrival), OpensAtUnixMs, roundTrip, FloorMs);

            (alone - ResponseTime.OfUs(Unix(arrival), OpensAtUnixMs, Credit(roundTrip, belief), own, FloorMs)).ShouldBeLessThanOrEqualTo(belief);
        });

    [Fact]
    public void An_honest_buyer_whose_claim_waited_no_longer_than_is_believed_is_counted_exactly() =>
        Gen.Select(WayUs, WayUs, ResponseUs, Gen.Long[0, 30_000]).Sample((up, down, response, waited) =>
        {
            var path = new ProbedPath(up, down, 0);
            var arrival = path.ArrivalUnixUs(path.OpensAtUs + response) + waited;

            // Halves of odd numbers are rounded.
            ResponseTime.OfUs(arrival, OpensAtUnixMs, Credit(up + down, waited + 1), response, FloorMs).ShouldBe(response);
        });

    [Fact]
    public void Without_credit_the_order_is_that_of_arrival_and_nothing_is_believed()
    {
        ResponseTime.OfUs(Unix(400_000), OpensAtUnixMs, RoundTripCredit.None, 1, FloorMs).ShouldBe(400_000);
        ResponseTime.OfUs(Unix(400_000), OpensAtUnixMs, RoundTripCredit.None, long.MaxValue, FloorMs).ShouldBe(400_000);
        ResponseTime.OfUs(Unix(400_000), OpensAtUnixMs, 0, FloorMs).ShouldBe(400_000);
    }

    private static long Unix(long us) => (OpensAtUnixMs * 1_000) + us;

    private static RoundTripCredit Credit(long roundTripUs, long beliefUs) => new(roundTripUs, beliefUs, beliefUs, FairnessLimits.LeastRoundTrips);

    /// <summary>A path over which a client has compared its clock, which is the true one, with its gateway's, by one probe.</summary>
    private sealed record ProbedPath(long UpUs, long DownUs, long GatewayAheadUs)
    {
        // Offset = ((r − c) + (t − now)) / 2, asked at 0: r = up + ahead, t the same, now = up + down.
        private double OffsetUs => (UpUs + GatewayAheadUs + GatewayAheadUs - DownUs) / 2.0;

        /// <summary>When the client opens its button, in µs after the announced opening by the true clock.</summary>
        public long OpensAtUs => (long)Math.Round(-OffsetUs);

        /// <summary>The gateway's stamp of what was pressed then.</summary>
        public long ArrivalUnixUs(long pressedUs) => Unix(pressedUs + UpUs + GatewayAheadUs);
    }
}
