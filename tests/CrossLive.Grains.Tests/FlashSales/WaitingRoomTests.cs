using CrossLive.FlashSales;
using CrossLive.Grains.Tests.Rooms;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.FlashSales;

/// <summary>A sale that gets more claims than it lets in: one a second here, so that the test decides when somebody's turn is.</summary>
public sealed class WaitingRoomTests
{
    private static readonly TimeSpan OneTurn = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Those_who_come_when_no_more_are_let_in_get_places_and_go_in_by_themselves_in_that_order()
    {
        await using var sale = await OpenAsync(stock: 10);
        (await ClaimAsync(sale, "first")).Status.ShouldBe(ClaimStatus.Reserved);
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);
        await ShouldWaitAsync(sale, "cem", place: 3, ahead: 2);

        sale.Time.Advance(OneTurn);
        await sale.RestAsync();

        var ana = await ClaimAsync(sale, "ana");
        (ana.Claim, ana.Status, ana.IsRepeat).ShouldBe((2, ClaimStatus.Reserved, true));
        await ShouldWaitAsync(sale, "cem", place: 3, ahead: 1);
        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        (await ClaimAsync(sale, "cem")).Claim.ShouldBe(4);
        (await ClaimAsync(sale, "ben")).Claim.ShouldBe(3);
        sale.Writer.WaitingBuyers.ShouldBe(0);
    }

    [Fact]
    public async Task A_reload_with_a_new_key_neither_loses_the_place_nor_gains_one_nor_buys_twice()
    {
        await using var sale = await OpenAsync(stock: 10);
        await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);

        for (var reload = 0; reload < 20; reload++)
        {
            await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1, key: $"reload-{reload}");
        }

        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        sale.Time.Advance(OneTurn);
        await sale.RestAsync();

        // The claim went in under the newest key; who lost that one too hears of the same claim.
        var told = await ClaimAsync(sale, "ben", "a key after its turn");
        (told.Claim, told.Status).ShouldBe((3, ClaimStatus.Reserved));
        sale.Writer.State!.PiecesOf("ben").ShouldBe(1);
    }

    [Fact]
    public async Task Who_waits_is_told_at_once_that_the_sale_is_over()
    {
        await using var sale = await OpenAsync(stock: 10);
        await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);

        (await sale.ExecuteAsync(new CloseSale()))[0].Code.ShouldBeNull();

        (await ClaimAsync(sale, "ana")).Code.ShouldBe(Rejection.SaleClosed);
        (await ClaimAsync(sale, "late")).Code.ShouldBe(Rejection.SaleClosed);
    }

    [Fact]
    public async Task Who_has_what_one_buyer_may_have_is_told_so_and_does_not_wait_for_it()
    {
        await using var sale = await OpenAsync(stock: 10, limit: 1);
        await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);

        (await ClaimAsync(sale, "first", "once more")).Code.ShouldBe(Rejection.SaleLimit);
    }

    [Fact]
    public async Task Claims_of_the_fairness_window_do_not_wait()
    {
        await using var sale = await OpenAsync(stock: 10, windowMs: 2_000);

        var answers = await sale.ExecuteAsync([.. Enumerable.Range(0, 50).Select(i => ClaimOf(sale, $"buyer-{i}", "k"))]);

        answers.ShouldAllBe(answer => answer.Status == ClaimStatus.Held && answer.Code == null);
        sale.Writer.WaitingBuyers.ShouldBe(0);
    }

    [Fact]
    public async Task A_repeat_of_a_known_claim_comes_in_where_the_queue_of_claims_is_full()
    {
        await using var sale = await OpenAsync(stock: 100, settings: new FlashSaleOptions { MaxWaitingCommands = 20, MaxWaitingBuyers = 0 });
        var known = await ClaimAsync(sale, "ana");
        var appends = new HeldAppends(sale.Log);
        var onItsWay = sale.ExecuteAsync(ClaimOf(sale, "ben", "k"));
        var append = await appends.NextAsync();

        var crowd = sale.ExecuteAsync([.. Enumerable.Range(0, 18).Select(i => ClaimOf(sale, $"crowd-{i}", "k"))]);
        var refused = sale.ExecuteAsync(ClaimOf(sale, "one too many", "k"));
        var repeat = sale.ExecuteAsync(ClaimOf(sale, "ana", "k"));
        sale.Log.OnAppend = null;
        await append.WriteAsync();

        (await refused)[0].Code.ShouldBe(Rejection.SaleBusy);
        (await repeat)[0].ShouldBe(known with { IsRepeat = true });
        (await crowd).ShouldAllBe(answer => answer.Status == ClaimStatus.Reserved);
        await onItsWay;
    }

    [Fact]
    public async Task Who_leaves_the_waiting_room_buys_nothing_and_is_not_counted()
    {
        await using var sale = await OpenAsync(stock: 10);
        await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);

        (await sale.ExecuteAsync(new ReleaseClaim(0, "ana")))[0].Code.ShouldBeNull();
        (await sale.ExecuteAsync(new ReleaseClaim(0, "ana")))[0].Code.ShouldBe(Rejection.ClaimUnknown);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 0);

        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        (await ClaimAsync(sale, "ben")).Claim.ShouldBe(2);
        sale.Writer.State!.PiecesOf("ana").ShouldBe(0);
    }

    [Fact]
    public async Task A_storage_that_fails_while_somebodys_turn_is_decided_costs_nobody_the_place()
    {
        await using var sale = await OpenAsync(stock: 10);
        await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);
        sale.Log.OnAppend = _ => throw new RoomLogFullException("room-1.sale.lamp", new IOException("no space"));

        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);
        (await ClaimAsync(sale, "late")).Code.ShouldBe(Rejection.StorageFull);

        sale.Log.OnAppend = null;
        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        (await ClaimAsync(sale, "ana")).Claim.ShouldBe(2);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 0);
    }

    [Fact]
    public async Task A_queue_that_fills_faster_than_it_is_decided_sends_those_who_come_then_to_the_waiting_room()
    {
        await using var sale = await OpenAsync(stock: 100, settings: new FlashSaleOptions { WaitingRoomFromClaims = 5 });
        var appends = new HeldAppends(sale.Log);
        var onItsWay = sale.ExecuteAsync(ClaimOf(sale, "first", "k"));
        var append = await appends.NextAsync();
        var queued = sale.ExecuteAsync([.. Enumerable.Range(0, 5).Select(i => ClaimOf(sale, $"queued-{i}", "k"))]);

        (await sale.ExecuteAsync(ClaimOf(sale, "ana", "k")))[0].Waiting.ShouldNotBeNull().Ahead.ShouldBe(0);
        sale.Log.OnAppend = null;
        await append.WriteAsync();
        await Task.WhenAll(onItsWay, queued);
        await sale.RestAsync();

        (await ClaimAsync(sale, "ana")).Claim.ShouldBe(7);
    }

    [Fact]
    public async Task A_crowd_that_stands_at_its_gateway_gets_places_though_the_queue_of_the_sale_is_empty()
    {
        await using var sale = await OpenAsync(stock: 100, settings: new FlashSaleOptions { WaitingRoomFromClaims = 5 });

        var few = await sale.ExecuteWithBehindAsync(2, [.. Enumerable.Range(0, 3).Select(i => ClaimOf(sale, $"few-{i}", "k"))]);
        var many = await sale.ExecuteWithBehindAsync(100, [.. Enumerable.Range(0, 3).Select(i => ClaimOf(sale, $"many-{i}", "k"))]);
        await sale.RestAsync();

        few.ShouldAllBe(answer => answer.Status == ClaimStatus.Reserved && answer.Code == null);
        many.Select(answer => answer.Waiting.ShouldNotBeNull().Ahead).ShouldBe([0, 1, 2], "those behind are not before anybody");
        (await ClaimAsync(sale, "many-2")).Claim.ShouldBe(6, "who waits is served in the next round");
    }

    [Fact]
    public async Task Who_comes_for_a_result_while_a_round_is_written_hears_at_once_what_is_durable_and_nothing_else()
    {
        await using var sale = await OpenAsync(stock: 10);
        var first = await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);
        var appends = new HeldAppends(sale.Log);
        sale.Time.Advance(OneTurn);
        var append = await appends.NextAsync();

        (await ClaimAsync(sale, "first")).ShouldBe(first with { IsRepeat = true });
        var ana = ClaimAsync(sale, "ana");
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);
        sale.Log.OnAppend = null;
        append.Fail(NoSpace());

        (await ana).Code.ShouldBe(Rejection.StorageFull, "a claim was answered that never became durable");
    }

    [Fact]
    public async Task While_a_round_is_written_that_changes_what_became_of_claims_nobody_hears_of_any_before_it_is_durable()
    {
        await using var sale = await OpenAsync(stock: 1);
        var first = await ClaimAsync(sale, "first");
        sale.Time.Advance(OneTurn);
        (await ClaimAsync(sale, "second")).Status.ShouldBe(ClaimStatus.Waiting);
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        var appends = new HeldAppends(sale.Log);
        var release = sale.ExecuteAsync(new ReleaseClaim(first.Claim, "first"));
        var append = await appends.NextAsync();

        // The piece goes to who waits for it, but that is not in the log yet.
        var second = ClaimAsync(sale, "second");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        sale.Log.OnAppend = null;
        append.Fail(NoSpace());

        (await release)[0].Code.ShouldBe(Rejection.StorageFull);
        (await second).Code.ShouldBe(Rejection.StorageFull, "it heard of a piece that it never got");
    }

    [Fact]
    public async Task Everybody_who_waits_is_told_at_once_when_nothing_is_left_and_the_queue_for_what_comes_back_is_full()
    {
        // So many are let in at one moment that one has the piece and the queue for what comes back is full; three more stand in line behind them.
        const int crowd = SaleLimits.MaxWaiting;
        await using var sale = await OpenAsync(stock: 1, settings: new FlashSaleOptions { MaxClaimsPerSecond = (crowd + 1) * 10 });
        var appends = new HeldAppends(sale.Log);
        var first = sale.ExecuteAsync(ClaimOf(sale, "first", "k"));
        var append = await appends.NextAsync();
        var before = Enumerable.Range(0, crowd).Select(i => ClaimOf(sale, $"crowd-{i}", "k")).Chunk(SaleCallLimits.MaxCommandsPerCall).Select(call => sale.ExecuteAsync([.. call])).ToArray();
        for (var late = 0; late < 3; late++)
        {
            (await ClaimAsync(sale, $"late-{late}")).Code.ShouldBe(Rejection.SaleWaiting);
        }

        sale.Log.OnAppend = null;
        await append.WriteAsync();
        await Task.WhenAll([first, .. before]);
        for (var round = 0; round < crowd / 5_000 && sale.Writer.WaitingBuyers > 3; round++)
        {
            await sale.RestAsync();
        }

        sale.Writer.WaitingBuyers.ShouldBe(3);
        sale.Writer.State!.Waiting.ShouldBe(crowd);
        (await ClaimAsync(sale, "late-2")).ShouldSatisfyAllConditions(answer => answer.Code.ShouldBeNull(), answer => answer.Status.ShouldBe(ClaimStatus.SoldOut));
        (await ClaimAsync(sale, "late-0")).Status.ShouldBe(ClaimStatus.SoldOut);
    }

    [Fact]
    public async Task After_the_process_died_nobody_is_refused_who_was_served_is_told_so_and_the_others_are_in_line_anew()
    {
        await using var sale = await OpenAsync(stock: 10);
        await ClaimAsync(sale, "first");
        await ShouldWaitAsync(sale, "ana", place: 1, ahead: 0);
        await ShouldWaitAsync(sale, "ben", place: 2, ahead: 1);
        await ShouldWaitAsync(sale, "cem", place: 3, ahead: 2);
        sale.Time.Advance(OneTurn);
        await sale.RestAsync();

        sale.StartAnew();

        // One is let in each second: the first who comes again. Each comes with the key that it has.
        var cem = await ClaimAsync(sale, "cem");
        (cem.Claim, cem.Status, cem.Code).ShouldBe((3, ClaimStatus.Reserved, null));
        await ShouldWaitAsync(sale, "ben", place: 1, ahead: 0);
        (await ClaimAsync(sale, "ana")).ShouldSatisfyAllConditions(
            answer => (answer.Claim, answer.Status, answer.IsRepeat).ShouldBe((2, ClaimStatus.Reserved, true)), answer => answer.Code.ShouldBeNull());
        sale.Time.Advance(OneTurn);
        await sale.RestAsync();
        (await ClaimAsync(sale, "ben")).Claim.ShouldBe(4);
    }

    private static RoomLogFullException NoSpace() => new("room-1.sale.lamp", new IOException("no space"));

    private static async Task<WrittenSale> OpenAsync(long stock, long windowMs = 0, long limit = 2, FlashSaleOptions? settings = null)
    {
        var sale = new WrittenSale(settings ?? new FlashSaleOptions { MaxClaimsPerSecond = 1 });
        var offer = new SaleOffer("lamp", "The blue lamp", "sku-1", [new Money(1_999, "EUR")], stock, [], limit, 600_000, sale.NowUnixMs + 1_000, null, windowMs, 150, 250);
        await sale.ExecuteAsync(new ScheduleSale(offer, new byte[32], new byte[32]), new ArmSale());
        sale.Time.Advance(TimeSpan.FromSeconds(1));
        await sale.RestAsync();
        return sale;
    }

    private static async Task ShouldWaitAsync(WrittenSale sale, string buyer, long place, long ahead, string key = "k")
    {
        var answer = await ClaimAsync(sale, buyer, key);
        answer.Code.ShouldBe(Rejection.SaleWaiting);
        (answer.Waiting!.Place, answer.Waiting.Ahead, answer.RetryAfterMs).ShouldBe((place, ahead, answer.Waiting.AgainMs));
    }

    private static async Task<SaleAnswer> ClaimAsync(WrittenSale sale, string buyer, string key = "k") => (await sale.ExecuteAsync(ClaimOf(sale, buyer, key)))[0];

    private static ClaimPieces ClaimOf(WrittenSale sale, string buyer, string key) =>
        new(CommandKey.For(buyer, key), 1, buyer, PlatformId.Web, 1, "EUR", sale.NowUnixMs * 1_000, 0);
}
