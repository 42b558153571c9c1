using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Grains.Tests.Rooms;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.FlashSales;

/// <summary>A sale in a silo, over a real log: what it tells its room, and what a crash leaves.</summary>
public sealed class FlashSaleGrainTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private const long PayWithinMs = 600_000;

    // Far enough that no slow machine comes there by itself.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    private static int _names;

    private readonly string _room = $"sale-room-{Interlocked.Increment(ref _names)}";
    private int _keys;

    private RoomCluster Cluster => shared.Cluster;

    private IFlashSaleGrain Sale => Cluster.Grains.GetGrain<IFlashSaleGrain>(SaleId.LogOf(_room, "lamp"));

    private long NowUnixMs => Cluster.Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task Claims_are_durable_before_they_are_answered_and_outlive_the_activation()
    {
        await OpenAsync(stock: 3);
        var first = await ClaimAsync("ana", key: "k");
        first.Status.ShouldBe(ClaimStatus.Reserved);

        await Cluster.DeactivateAsync(Sale);

        (await ClaimAsync("ana", key: "k")).ShouldBe(first with { IsRepeat = true });
        (await ViewAsync()).FreePieces.ShouldBe(2);
    }

    [Fact]
    public async Task The_room_is_told_each_piece_of_news_once_and_in_order()
    {
        await OpenAsync(stock: 3);
        await ClaimAsync("ana");
        await Cluster.DeactivateAsync(Sale);
        await Cluster.DeactivateAsync(Cluster.Room(_room));
        await DoAsync(new CloseSale());

        await Eventually.HoldsAsync(async () => (await NewsAsync()).Contains(SaleNewsKind.Closed), "the room to know that the sale is closed");

        (await NewsAsync()).Where(kind => kind != SaleNewsKind.Stock).ShouldBe([SaleNewsKind.Scheduled, SaleNewsKind.Armed, SaleNewsKind.Opened, SaleNewsKind.Closed]);
        var shown = (await Cluster.Room(_room).InspectAsync()).View!.Sales.ShouldHaveSingleItem();
        (shown.Phase, shown.Offer.Title).ShouldBe((SalePhase.Closed, "The blue lamp"));
    }

    [Fact]
    public async Task The_room_hears_how_many_pieces_are_left()
    {
        await OpenAsync(stock: 3);

        await ClaimAsync("ana");
        await ClaimAsync("ben");

        await Eventually.HoldsAsync(async () => (await Cluster.Room(_room).InspectAsync()).View!.Sales[0].FreePieces == 1, "the room to know what is left");
    }

    [Fact]
    public async Task A_sale_opens_by_itself_though_nobody_asks()
    {
        await ScheduleAsync(stock: 1);
        await DoAsync(new ArmSale());

        Cluster.Time.Advance(Ahead);

        await Eventually.HoldsAsync(async () => (await NewsAsync()).Contains(SaleNewsKind.Opened), "the room to know that the sale is open");
    }

    [Fact]
    public async Task A_reservation_that_is_not_paid_comes_back_by_itself()
    {
        await OpenAsync(stock: 1);
        var claim = await ClaimAsync("ana");

        Cluster.Time.Advance(TimeSpan.FromMilliseconds(PayWithinMs));

        await Eventually.HoldsAsync(async () => (await Cluster.Room(_room).InspectAsync()).View!.Sales[0] is { FreePieces: 1, ReservedPieces: 0 } && claim.UntilUnixMs > 0, "the piece to be free again");
    }

    [Fact]
    public async Task A_claim_whose_append_failed_is_refused_and_can_be_made_again_under_its_key()
    {
        await OpenAsync(stock: 1);
        Cluster.Log.OnAppend = async append =>
        {
            if (append.Room.Contains(".sale."))
            {
                throw new RoomLogFullException(append.Room, new IOException("no space"));
            }

            await append.Write();
        };
        var refused = await ClaimAsync("ana", key: "k");
        Cluster.Log.OnAppend = null;

        refused.Code.ShouldBe(Rejection.StorageFull);
        await Eventually.HoldsAsync(async () => (await ClaimAsync("ana", key: "k")).Status == ClaimStatus.Reserved, "the storage to be tried again");
        (await ViewAsync()).ReservedPieces.ShouldBe(1);
    }

    [Fact]
    public async Task Claims_of_the_window_that_are_held_outlive_a_crash_and_are_drawn()
    {
        await OpenAsync(stock: 1, windowMs: 2_000);
        var held = await ClaimAsync("ana");
        held.Status.ShouldBe(ClaimStatus.Held);

        await Cluster.DeactivateAsync(Sale);
        Cluster.Time.Advance(TimeSpan.FromSeconds(2));

        await Eventually.HoldsAsync(async () => await DoAsync(new LookAtClaim(held.Claim, "ana")) is { Status: ClaimStatus.Reserved }, "the draw");
        var report = (await Sale.DrawAsync()).ShouldNotBeNull();
        DrawVerification.Check(new PublishedDraw("lamp", report.View.Commitment, report.View.Seed, report.View.Offer.TieUs, report.View.DrawListSha256, report.Lines, report.Order)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sale_that_nobody_planned_answers_so_and_leaves_nothing_behind()
    {
        (await ClaimAsync("ana")).Code.ShouldBe(Rejection.SaleUnknown);
        (await Sale.InspectAsync()).View.ShouldBeNull();
        (await Cluster.Log.GetExtentAsync(SaleId.LogOf(_room, "lamp"), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Ten_thousand_claims_at_once_are_answered_each_and_never_oversell()
    {
        await OpenAsync(stock: 1_000);
        var calls = Enumerable.Range(0, 20).Select(caller => Sale.ExecuteAsync([.. Enumerable.Range(0, 500).Select(i => ClaimOf($"buyer-{caller}-{i}", $"k{caller}-{i}"))])).ToArray();

        var answers = (await Task.WhenAll(calls)).SelectMany(answer => answer).ToArray();

        answers.Length.ShouldBe(10_000);
        answers.Count(answer => answer.Status == ClaimStatus.Reserved).ShouldBe(1_000);
        answers.Select(answer => answer.Claim).Distinct().Count().ShouldBe(10_000);
        (await ViewAsync()).FreePieces.ShouldBe(0);
    }

    private async Task OpenAsync(long stock, long windowMs = 0)
    {
        await ScheduleAsync(stock, windowMs);
        (await DoAsync(new ArmSale())).Code.ShouldBeNull();
        Cluster.Time.Advance(Ahead);
        (await ViewAsync()).Phase.ShouldBe(SalePhase.Open);
    }

    private async Task ScheduleAsync(long stock, long windowMs = 0)
    {
        await Cluster.Room(_room).ExecuteAsync([Commands.Open()]);
        var opensAtUnixMs = NowUnixMs + (long)Ahead.TotalMilliseconds;
        var offer = new SaleOffer("lamp", "The blue lamp", "sku-1", [new Money(1_999, "EUR")], stock, [], 2, PayWithinMs, opensAtUnixMs, null, windowMs, 150, 250);
        (await DoAsync(new ScheduleSale(offer, new byte[32], new byte[32]))).Code.ShouldBeNull();
    }

    private async Task<SaleAnswer> DoAsync(SaleCommand command) => (await Sale.ExecuteAsync([command]))[0];

    private Task<SaleAnswer> ClaimAsync(string buyer, string? key = null) => DoAsync(ClaimOf(buyer, key ?? $"{++_keys}"));

    private ClaimPieces ClaimOf(string buyer, string key) =>
        new(CommandKey.For(buyer, key), CommandKey.Fingerprint("claim", "1 EUR"), buyer, PlatformId.Web, 1, "EUR", NowUnixMs * 1_000, 0);

    private async Task<SaleView> ViewAsync() => (await Sale.InspectAsync()).View!;

    private async Task<SaleNewsKind[]> NewsAsync() =>
        [.. (await Cluster.Room(_room).ReadAsync(0, 1_000))!.Select(e => e.Body).OfType<SaleShown>().Select(shown => shown.Kind)];
}
