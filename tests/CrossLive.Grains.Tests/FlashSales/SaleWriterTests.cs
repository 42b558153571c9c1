using CrossLive.FlashSales;
using CrossLive.Grains.Tests.Rooms;
using CrossLive.Rooms;

namespace CrossLive.Grains.Tests.FlashSales;

public sealed class SaleWriterTests
{
    [Fact]
    public async Task What_may_be_told_of_a_sale_is_what_was_before_until_the_round_is_durable()
    {
        await using var sale = new WrittenSale();
        var offer = new SaleOffer("lamp", "The blue lamp", "sku-1", [new Money(1_999, "EUR")], 2, [], 1, 60_000, sale.NowUnixMs + 1_000, null, 0, 150, 250);
        await sale.ExecuteAsync(new ScheduleSale(offer, new byte[32], new byte[32]), new ArmSale());
        sale.Time.Advance(TimeSpan.FromSeconds(1));
        await sale.RestAsync();
        var before = sale.Writer.Bulletin.ShouldNotBeNull();
        before.View.Phase.ShouldBe(SalePhase.Open);
        var appends = new HeldAppends(sale.Log);

        var answers = sale.ExecuteAsync(new ClaimPieces(new CommandKey(1, 1), 1, "ana", PlatformId.Web, 1, "EUR", sale.NowUnixMs * 1_000, 0), new CloseSale());
        var append = await appends.NextAsync();

        sale.Writer.State!.Phase.ShouldBe(SalePhase.Closed);
        sale.Writer.Bulletin.ShouldBeSameAs(before);
        answers.IsCompleted.ShouldBeFalse();
        await append.WriteAsync();

        (await answers)[0].Status.ShouldBe(ClaimStatus.Reserved);
        (await answers)[1].Code.ShouldBeNull();
        await sale.RestAsync();
        sale.Writer.Bulletin!.View.ShouldSatisfyAllConditions(view => view.Phase.ShouldBe(SalePhase.Closed), view => view.FreePieces.ShouldBe(1));
    }

    [Fact]
    public async Task Who_pays_comes_in_where_a_crowd_of_claims_has_filled_its_part_of_the_queue()
    {
        await using var sale = new WrittenSale(new FlashSaleOptions { MaxWaitingCommands = 10, MaxWaitingBuyers = 0 });
        var offer = new SaleOffer("lamp", "The blue lamp", "sku-1", [new Money(1_999, "EUR")], 100, [], 1, 60_000, sale.NowUnixMs + 1_000, null, 0, 150, 250);
        await sale.ExecuteAsync(new ScheduleSale(offer, new byte[32], new byte[32]), new ArmSale());
        sale.Time.Advance(TimeSpan.FromSeconds(1));
        await sale.RestAsync();
        (await sale.ExecuteAsync(ClaimOf(sale, "ana")))[0].Status.ShouldBe(ClaimStatus.Reserved);
        var appends = new HeldAppends(sale.Log);
        var onItsWay = sale.ExecuteAsync(ClaimOf(sale, "ben"));
        var append = await appends.NextAsync();

        // While that round is on its way: nine places are for claims, the tenth is not.
        var crowd = sale.ExecuteAsync([.. Enumerable.Range(0, 9).Select(i => ClaimOf(sale, $"crowd-{i}"))]);
        var tooMany = sale.ExecuteAsync(ClaimOf(sale, "one too many"));
        var mixed = sale.ExecuteAsync(ClaimOf(sale, "late"), new PayClaim(1, "payment-1", new Money(1_999, "EUR")));
        var full = sale.ExecuteAsync(new LookAtClaim(1, "ana"));

        sale.Log.OnAppend = null;
        await append.WriteAsync();
        (await onItsWay)[0].Status.ShouldBe(ClaimStatus.Reserved);
        (await crowd).ShouldAllBe(answer => answer.Status == ClaimStatus.Reserved);
        (await tooMany)[0].Code.ShouldBe(Rejection.SaleBusy);
        (await full)[0].Code.ShouldBe(Rejection.SaleBusy);
        var answers = await mixed;
        answers[0].Code.ShouldBe(Rejection.SaleBusy);
        answers[1].Status.ShouldBe(ClaimStatus.Paid);
        sale.Writer.WaitingCommands.ShouldBe(0);
    }

    private static ClaimPieces ClaimOf(WrittenSale sale, string buyer) =>
        new(CommandKey.For(buyer, "claim"), 1, buyer, PlatformId.Web, 1, "EUR", sale.NowUnixMs * 1_000, 0);
}
