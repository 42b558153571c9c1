using CrossLive.FlashSales;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales;

/// <summary>What holds for every interleaving of claims, payments, expiries and operators.</summary>
public sealed class FlashSaleProperties
{
    private const int Scripts = 200;

    private static readonly Gen<Step> AnyStep = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 7], Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[0, 400], (kind, buyer, quantity, which, ms) => new Step(kind, buyer, quantity, which, ms));

    private static readonly Gen<(SaleOffer Offer, Step[] Steps)> AnyScript = Gen.Select(
        Gen.Int[1, 12], Gen.Int[0, 3], Gen.Int[0, 2].Select(i => i == 2 ? 300L : 0L), AnyStep.Array[0, 120],
        (stock, bucket, window, steps) => (
            LiveSale.Offer with
            {
                Stock = stock,
                Buckets = bucket is 0 || bucket > stock ? [] : [new PlatformStock("twitch", bucket)],
                FairWindowMs = window,
                PayWithinMs = 1_000,
                LimitPerBuyer = 3,
            },
            steps));

    private sealed record Step(int Kind, int Buyer, int Quantity, int Which, int Ms);

    [Fact]
    public void Pieces_are_free_reserved_or_paid_and_come_to_the_stock_whatever_happens() =>
        AnyScript.Sample(
            script => Play(script.Offer, script.Steps, sale =>
            {
                var state = sale.State;
                state.FreePieces.ShouldBeGreaterThanOrEqualTo(0);
                (state.FreePieces + state.ReservedPieces + state.PaidPieces).ShouldBe(script.Offer.Stock);
                var claims = Claims(state);
                claims.Where(claim => claim.Status == ClaimStatus.Reserved).Sum(claim => claim.Quantity).ShouldBe(state.ReservedPieces);
                claims.Where(claim => claim.Status == ClaimStatus.Paid).Sum(claim => claim.Quantity).ShouldBe(state.PaidPieces);
                claims.Where(claim => claim.Status is ClaimStatus.Reserved or ClaimStatus.Paid).ShouldAllBe(claim => claim.FromBucket + claim.FromShared == claim.Quantity);
                claims.Count(claim => claim.Status == ClaimStatus.Waiting).ShouldBe(state.Waiting);
            }),
            iter: Scripts);

    [Fact]
    public void No_buyer_ever_has_more_than_the_limit() =>
        AnyScript.Sample(
            script => Play(script.Offer, script.Steps, sale =>
                Claims(sale.State).Where(claim => claim.IsLive).GroupBy(claim => claim.Buyer, StringComparer.Ordinal)
                    .ShouldAllBe(buyer => buyer.Sum(claim => claim.Quantity) <= script.Offer.LimitPerBuyer && buyer.Sum(claim => claim.Quantity) == sale.State.PiecesOf(buyer.Key))),
            iter: Scripts);

    [Fact]
    public void Replaying_the_stored_changes_gives_the_same_state() =>
        AnyScript.Sample(
            script =>
            {
                var sale = Play(script.Offer, script.Steps, _ => { });
                LiveSale.TextOf(sale.Replay()).ShouldBe(LiveSale.TextOf(sale.State));
            },
            iter: Scripts);

    [Fact]
    public void A_reservation_never_outlives_its_time_once_the_clock_has_ticked() =>
        AnyScript.Sample(
            script => Play(script.Offer, script.Steps, sale =>
            {
                sale.TickAt(sale.NowUnixMs);
                Claims(sale.State).Where(claim => claim.Status == ClaimStatus.Reserved).ShouldAllBe(claim => claim.UntilUnixMs > sale.NowUnixMs);
            }),
            iter: Scripts);

    [Fact]
    public void Nobody_waits_while_what_the_first_of_the_line_wants_is_free() =>
        AnyScript.Sample(
            script => Play(script.Offer, script.Steps, sale =>
            {
                var first = Claims(sale.State).Where(claim => claim.Status == ClaimStatus.Waiting).MinBy(claim => claim.Place);
                if (first is not null)
                {
                    sale.State.FreeFor(first).ShouldBeLessThan(first.Quantity);
                }
            }),
            iter: Scripts);

    private static SaleClaim[] Claims(SaleState state) => [.. Enumerable.Range(1, (int)state.Claims).Select(number => state.Find(number)).OfType<SaleClaim>()];

    private static LiveSale Play(SaleOffer offer, Step[] steps, Action<LiveSale> check)
    {
        var sale = LiveSale.Open(offer);
        foreach (var step in steps)
        {
            sale.NowUnixMs += step.Ms;
            Do(sale, step);
            check(sale);
        }

        return sale;
    }

    private static void Do(LiveSale sale, Step step)
    {
        var number = 1 + (sale.State.Claims == 0 ? 0 : ((step.Buyer * 5) + step.Which) % sale.State.Claims);
        switch (step.Kind)
        {
            case <= 4:
                sale.Claim($"b{step.Buyer}", step.Quantity, step.Which == 0 ? "same" : null, step.Which == 1 ? "twitch" : "web", roundTripMs: step.Ms / 4);
                break;
            case <= 6:
                sale.Do(new PayClaim(number, $"p{step.Buyer}-{step.Which}", sale.State.Find(number) is { } claim && step.Quantity > 1 ? sale.State.AmountOf(claim) : new Money(step.Quantity, "EUR")));
                break;
            case 7:
                sale.Do(new ReleaseClaim(number, sale.State.Find(number)?.Buyer ?? "nobody"));
                break;
            case 8 or 9:
                sale.TickAt(sale.NowUnixMs + (step.Ms * 3));
                break;
            case 10 when step is { Which: 0, Buyer: 0 }:
                sale.Do(new CloseSale());
                break;
            case 11 when step is { Which: 0, Buyer: 1 }:
                sale.Do(new CancelSale());
                break;
            default:
                sale.Do(new MoveSale(null, sale.NowUnixMs + 5_000 + step.Ms));
                break;
        }
    }
}
