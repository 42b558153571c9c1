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
}
