using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales;

/// <summary>A sale's rules, one by one.</summary>
public sealed class FlashSaleTests
{
    private static readonly Money Price = new(1_999, "EUR");

    [Fact]
    public void A_sale_that_is_armed_opens_at_its_time_and_not_before()
    {
        var sale = new LiveSale();
        sale.Do(new ScheduleSale(LiveSale.Offer, new byte[32], new byte[32])).Code.ShouldBeNull();
        sale.NextDueUnixMs.ShouldBeNull();
        sale.Do(new ArmSale()).Code.ShouldBeNull();
        sale.NextDueUnixMs.ShouldBe(LiveSale.OpensAtUnixMs);

        sale.TickAt(LiveSale.OpensAtUnixMs - 1);
        sale.State.Phase.ShouldBe(SalePhase.Armed);
        sale.TickAt(LiveSale.OpensAtUnixMs);

        sale.State.Phase.ShouldBe(SalePhase.Open);
        sale.State.News.Select(news => news.Kind).ShouldBe([SaleNewsKind.Scheduled, SaleNewsKind.Armed, SaleNewsKind.Opened]);
    }

    [Fact]
    public void A_claim_that_came_in_before_the_opening_is_refused_with_the_time_to_wait()
    {
        var sale = new LiveSale();
        sale.Do(new ScheduleSale(LiveSale.Offer, new byte[32], new byte[32]));
        sale.Do(LiveSale.ClaimOf("ana", 1, "k", "web", "EUR", LiveSale.OpensAtUnixMs)).Code.ShouldBe(Rejection.SaleEarly);
        sale.Do(new ArmSale());
        sale.NowUnixMs = LiveSale.OpensAtUnixMs - 20;

        var answer = sale.Do(LiveSale.ClaimOf("ana", 1, "k", "web", "EUR", LiveSale.OpensAtUnixMs - 20));

        answer.Code.ShouldBe(Rejection.SaleEarly);
        answer.RetryAfterMs.ShouldBe(20);
    }

    [Fact]
    public void A_claim_that_came_in_before_the_opening_and_waited_past_it_is_refused_all_the_same()
    {
        var sale = LiveSale.Open();

        var early = sale.Do(LiveSale.ClaimOf("ana", 1, "k", "web", "EUR", LiveSale.OpensAtUnixMs - 1));

        early.Code.ShouldBe(Rejection.SaleEarly);
        early.RetryAfterMs.ShouldBe(0);
        sale.Do(LiveSale.ClaimOf("ana", 1, "k", "web", "EUR", LiveSale.OpensAtUnixMs)).Status.ShouldBe(ClaimStatus.Reserved);
    }

    [Theory]
    [InlineData(0, ClaimStatus.Reserved)]
    [InlineData(500, ClaimStatus.Held)]
    public void A_gateway_whose_clock_is_far_ahead_ends_neither_the_window_nor_anybody_s_time_to_pay(int windowMs, ClaimStatus status)
    {
        var sale = LiveSale.Open(LiveSale.Offer with { FairWindowMs = windowMs, ClosesAtUnixMs = LiveSale.OpensAtUnixMs + 600_000 });

        var ahead = sale.Claim("ahead", afterMs: 1_000_000);
        sale.TickAt(LiveSale.OpensAtUnixMs + 10);

        sale.State.Phase.ShouldBe(SalePhase.Open);
        sale.State.LastUnixMs.ShouldBeLessThanOrEqualTo(LiveSale.OpensAtUnixMs + 10);
        sale.Do(new LookAtClaim(ahead.Claim, "ahead")).Status.ShouldBe(status);
        sale.TickAt(LiveSale.OpensAtUnixMs + 500);
        sale.Do(new LookAtClaim(ahead.Claim, "ahead")).UntilUnixMs.ShouldBe(LiveSale.OpensAtUnixMs + windowMs + LiveSale.Offer.PayWithinMs);
    }

    [Fact]
    public void A_claim_that_a_gateway_took_after_the_opening_opens_the_sale_even_where_this_clock_is_behind()
    {
        var sale = new LiveSale();
        sale.Do(new ScheduleSale(LiveSale.Offer, new byte[32], new byte[32]));
        sale.Do(new ArmSale());
        sale.NowUnixMs = LiveSale.OpensAtUnixMs - 2;

        sale.Do(LiveSale.ClaimOf("ana", 1, "k", "web", "EUR", LiveSale.OpensAtUnixMs)).Status.ShouldBe(ClaimStatus.Reserved);
        sale.State.Phase.ShouldBe(SalePhase.Open);
    }

    [Fact]
    public void A_claim_is_reserved_at_the_price_of_its_currency_until_the_time_to_pay_is_over()
    {
        var sale = LiveSale.Open();

        var answer = sale.Claim("ana", quantity: 2, currency: "JPY");

        answer.Status.ShouldBe(ClaimStatus.Reserved);
        answer.Amount.ShouldBe(new Money(6_000, "JPY"));
        answer.UntilUnixMs.ShouldBe(LiveSale.OpensAtUnixMs + 60_000);
        sale.State.FreePieces.ShouldBe(8);
        sale.Claim("ben", currency: "USD").Code.ShouldBe(Rejection.CurrencyUnknown);
    }

    [Fact]
    public void The_same_key_is_the_same_claim_and_with_other_content_an_error()
    {
        var sale = LiveSale.Open();
        var first = sale.Claim("ana", key: "k");

        var again = sale.Claim("ana", key: "k");
        var other = sale.Claim("ana", quantity: 2, key: "k");

        again.ShouldBe(first with { IsRepeat = true });
        other.Code.ShouldBe(Rejection.KeyReused);
        sale.State.ReservedPieces.ShouldBe(1);
    }

    [Fact]
    public void A_key_that_came_too_late_is_known_for_so_many_others_and_then_decided_anew()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 1 });
        for (var i = 0; i <= SaleLimits.MaxWaiting; i++)
        {
            sale.Claim($"early-{i}");
        }

        var late = Enumerable.Range(0, SaleLimits.LateKeys + 2).Select(i => sale.Claim($"late-{i}", key: "k")).ToArray();

        late.ShouldAllBe(answer => answer.Status == ClaimStatus.SoldOut && !answer.IsRepeat);
        sale.Claim($"late-{SaleLimits.LateKeys + 1}", key: "k").ShouldBe(late[^1] with { IsRepeat = true });
        sale.Claim("late-2", key: "k").ShouldBe(late[2] with { IsRepeat = true });
        sale.Claim("late-2", quantity: 2, key: "k").Code.ShouldBe(Rejection.KeyReused);

        // The first two have made room; the first of them comes again as a new claim, for which the third makes room.
        sale.Claim("late-0", key: "k").ShouldBe(late[0] with { Claim = late[^1].Claim + 1 });
        sale.Claim("late-0", key: "k").IsRepeat.ShouldBeTrue();
        sale.Claim("late-2", key: "k").IsRepeat.ShouldBeFalse();
        sale.State.PiecesOf("late-5").ShouldBe(0);
        sale.State.Find(late[5].Claim).ShouldBeNull();
    }

    [Fact]
    public void A_buyer_has_no_more_than_the_limit_over_all_platforms()
    {
        var sale = LiveSale.Open();
        sale.Claim("account:7", platform: "web").Status.ShouldBe(ClaimStatus.Reserved);
        sale.Claim("account:7", platform: "twitch").Status.ShouldBe(ClaimStatus.Reserved);

        sale.Claim("account:7", platform: "douyin").Code.ShouldBe(Rejection.SaleLimit);
        sale.Claim("ben", quantity: 3).Code.ShouldBe(Rejection.CountInvalid);
    }

    [Fact]
    public void What_is_not_paid_in_time_goes_to_those_who_wait_in_their_order()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 1 });
        var first = sale.Claim("ana");
        var second = sale.Claim("ben");
        var third = sale.Claim("cem");
        (second.Status, second.Place, third.Place).ShouldBe((ClaimStatus.Waiting, 1, 2));

        sale.TickAt(first.UntilUnixMs);

        sale.Do(new LookAtClaim(first.Claim, "ana")).Status.ShouldBe(ClaimStatus.Expired);
        var offered = sale.Do(new LookAtClaim(second.Claim, "ben"));
        (offered.Status, offered.UntilUnixMs).ShouldBe((ClaimStatus.Reserved, first.UntilUnixMs + 60_000));
        sale.Do(new LookAtClaim(third.Claim, "cem")).Place.ShouldBe(1);
        sale.State.FreePieces.ShouldBe(0);
    }

    [Fact]
    public void Nobody_passes_those_who_wait_but_a_platforms_own_pieces_are_its_buyers()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 3, Buckets = [new PlatformStock("twitch", 1)] });
        sale.Claim("ana", quantity: 2).Status.ShouldBe(ClaimStatus.Reserved);
        sale.Claim("ben").Status.ShouldBe(ClaimStatus.Waiting);

        sale.Claim("cem", platform: "twitch").Status.ShouldBe(ClaimStatus.Reserved);
        sale.Claim("dag", platform: "twitch").Status.ShouldBe(ClaimStatus.Waiting);
        sale.Do(new ReleaseClaim(1, "ana")).Status.ShouldBe(ClaimStatus.Released);

        sale.State.Find(2)!.Status.ShouldBe(ClaimStatus.Reserved);
        sale.State.Find(4)!.Status.ShouldBe(ClaimStatus.Reserved);
        sale.State.FreePieces.ShouldBe(0);
    }

    [Fact]
    public void A_payment_in_time_keeps_the_pieces_and_the_same_payment_again_is_the_same()
    {
        var sale = LiveSale.Open();
        var claim = sale.Claim("ana");

        sale.Do(new PayClaim(claim.Claim, "pay-1", Price)).Status.ShouldBe(ClaimStatus.Paid);
        sale.Do(new PayClaim(claim.Claim, "pay-1", Price)).IsRepeat.ShouldBeTrue();
        sale.Do(new PayClaim(claim.Claim, "pay-2", Price)).Code.ShouldBe(Rejection.PaymentRefund);
        sale.TickAt(claim.UntilUnixMs + 1);

        (sale.State.PaidPieces, sale.State.ReservedPieces, sale.State.FreePieces).ShouldBe((1, 0, 9));
    }

    [Fact]
    public void A_late_payment_takes_pieces_again_or_is_refunded_and_stock_is_never_negative()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 1 });
        var late = sale.Claim("ana");
        sale.TickAt(late.UntilUnixMs + 1);
        sale.Do(new PayClaim(late.Claim, "pay-1", Price)).Status.ShouldBe(ClaimStatus.Paid);

        var other = LiveSale.Open(LiveSale.Offer with { Stock = 1 });
        var lost = other.Claim("ana");
        other.TickAt(lost.UntilUnixMs + 1);
        other.Claim("ben").Status.ShouldBe(ClaimStatus.Reserved);
        other.Do(new PayClaim(lost.Claim, "pay-1", Price)).Code.ShouldBe(Rejection.PaymentRefund);
        other.Do(new PayClaim(lost.Claim, "pay-1", Price)).IsRepeat.ShouldBeTrue();

        other.State.FreePieces.ShouldBe(0);
        sale.State.FreePieces.ShouldBe(0);
    }

    [Fact]
    public void A_payment_of_another_amount_or_currency_is_refunded()
    {
        var sale = LiveSale.Open();
        var claim = sale.Claim("ana");

        sale.Do(new PayClaim(claim.Claim, "pay-1", new Money(1_998, "EUR"))).Code.ShouldBe(Rejection.PaymentRefund);
        sale.Do(new PayClaim(claim.Claim, "pay-2", new Money(1_999, "USD"))).Code.ShouldBe(Rejection.PaymentRefund);
        sale.Do(new PayClaim(99, "pay-3", Price)).Code.ShouldBe(Rejection.PaymentRefund);

        sale.State.Find(claim.Claim)!.Status.ShouldBe(ClaimStatus.Reserved);
    }

    [Fact]
    public void Cancelling_releases_what_is_reserved_and_refunds_what_is_paid()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 2 });
        var paid = sale.Claim("ana");
        sale.Do(new PayClaim(paid.Claim, "pay-1", Price));
        sale.Claim("ben");
        sale.Claim("cem");

        sale.Do(new CancelSale()).Code.ShouldBeNull();

        new[] { 1, 2, 3 }.Select(number => sale.State.Find(number)!.Status).ShouldBe([ClaimStatus.RefundDue, ClaimStatus.Released, ClaimStatus.Ended]);
        (sale.State.FreePieces, sale.State.PaidPieces, sale.State.ReservedPieces).ShouldBe((2, 0, 0));
        sale.Claim("dag").Code.ShouldBe(Rejection.SaleClosed);
        sale.Do(new PayClaim(2, "pay-2", Price)).Code.ShouldBe(Rejection.PaymentRefund);
    }

    [Fact]
    public void Closing_leaves_reservations_to_be_paid_and_sends_the_queue_home()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 1, ClosesAtUnixMs = LiveSale.OpensAtUnixMs + 1_000 });
        sale.Claim("ana");
        sale.Claim("ben");

        sale.TickAt(LiveSale.OpensAtUnixMs + 1_000);

        sale.State.Phase.ShouldBe(SalePhase.Closed);
        sale.State.Find(2)!.Status.ShouldBe(ClaimStatus.Ended);
        sale.Do(new PayClaim(1, "pay-1", Price)).Status.ShouldBe(ClaimStatus.Paid);
        sale.Claim("cem").Code.ShouldBe(Rejection.SaleClosed);
    }

    [Fact]
    public void Times_can_be_moved_but_not_into_the_past_and_the_opening_not_after_it()
    {
        var sale = new LiveSale();
        sale.Do(new ScheduleSale(LiveSale.Offer, new byte[32], new byte[32]));
        sale.Do(new ArmSale());

        sale.Do(new MoveSale(LiveSale.OpensAtUnixMs + 5_000, null)).Code.ShouldBeNull();
        sale.NextDueUnixMs.ShouldBe(LiveSale.OpensAtUnixMs + 5_000);
        sale.Do(new MoveSale(sale.NowUnixMs - 1, null)).Code.ShouldBe(Rejection.OfferInvalid);
        sale.TickAt(LiveSale.OpensAtUnixMs + 5_000);
        sale.Do(new MoveSale(LiveSale.OpensAtUnixMs + 9_000, null)).Code.ShouldBe(Rejection.SalePhase);
        sale.Do(new MoveSale(null, LiveSale.OpensAtUnixMs + 9_000)).Code.ShouldBeNull();
    }

    [Fact]
    public void In_the_window_the_quicker_buyer_is_served_first_wherever_it_is_and_nobody_before_the_draw()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 1, FairWindowMs = 500 });
        var near = sale.Claim("near", afterMs: 300, roundTripMs: 20);
        var far = sale.Claim("far", afterMs: 400, roundTripMs: 300);
        (near.Status, far.Status, near.RetryAfterMs).ShouldBe((ClaimStatus.Held, ClaimStatus.Held, 500));

        sale.TickAt(LiveSale.OpensAtUnixMs + 500);

        sale.Do(new LookAtClaim(far.Claim, "far")).Status.ShouldBe(ClaimStatus.Reserved);
        sale.Do(new LookAtClaim(near.Claim, "near")).Status.ShouldBe(ClaimStatus.Waiting);
    }

    [Fact]
    public void A_program_that_fires_at_the_opening_counts_as_the_human_floor()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { Stock = 1, FairWindowMs = 500 });
        sale.Claim("program", afterMs: 1);

        sale.State.Find(1)!.ResponseUs.ShouldBe(150_000);
    }

    [Fact]
    public void The_draw_fits_its_commitment_and_can_be_checked_and_says_no_names()
    {
        var sale = LiveSale.Open(LiveSale.Offer with { FairWindowMs = 500 });
        var commitment = sale.State.View!.Commitment;
        sale.State.View.Seed.ShouldBeNull();
        for (var i = 0; i < 50; i++)
        {
            sale.Claim($"buyer-{i}", afterMs: 300 + (i % 3));
        }

        sale.TickAt(LiveSale.OpensAtUnixMs + 500);

        var view = sale.State.View!;
        view.Commitment.ShouldBe(commitment);
        var draw = sale.State.Draw!;
        DrawVerification.Check(new PublishedDraw("lamp", commitment, view.Seed, 250, view.DrawListSha256, draw.List.Lines, draw.Order)).ShouldBeEmpty();
        draw.List.Lines.ShouldAllBe(line => !line.Contains("buyer"));
        sale.Do(new LookAtClaim(1, "buyer-0")).Pseudonym.ShouldBe(draw.List.Lines[0].Split(' ')[1]);
    }

    [Fact]
    public void Another_buyer_cannot_look_at_a_claim_or_give_it_back()
    {
        var sale = LiveSale.Open();
        var claim = sale.Claim("ana");

        sale.Do(new LookAtClaim(claim.Claim, "ben")).Code.ShouldBe(Rejection.ClaimUnknown);
        sale.Do(new ReleaseClaim(claim.Claim, "ben")).Code.ShouldBe(Rejection.ClaimUnknown);
    }

    [Fact]
    public void Scheduling_the_same_again_is_a_repeat_and_with_other_terms_an_error()
    {
        var sale = new LiveSale();
        sale.Do(new ScheduleSale(LiveSale.Offer, new byte[32], new byte[32]));

        sale.Do(new ScheduleSale(LiveSale.Offer with { Prices = [.. LiveSale.Offer.Prices] }, new byte[32], new byte[32])).IsRepeat.ShouldBeTrue();
        sale.Do(new ScheduleSale(LiveSale.Offer with { Stock = 11 }, new byte[32], new byte[32])).Code.ShouldBe(Rejection.SaleExists);
        new LiveSale().Do(new ArmSale()).Code.ShouldBe(Rejection.SaleUnknown);
    }

    public static TheoryData<string, SaleOffer> BadOffers { get; } = new()
    {
        { "no price", LiveSale.Offer with { Prices = [] } },
        { "two prices of a currency", LiveSale.Offer with { Prices = [new Money(1, "EUR"), new Money(2, "EUR")] } },
        { "no currency", LiveSale.Offer with { Prices = [new Money(1, "XXX")] } },
        { "a price of 0", LiveSale.Offer with { Prices = [new Money(0, "EUR")] } },
        { "no stock", LiveSale.Offer with { Stock = 0 } },
        { "more for platforms than there is", LiveSale.Offer with { Buckets = [new PlatformStock("twitch", 6), new PlatformStock("douyin", 5)] } },
        { "a platform twice", LiveSale.Offer with { Buckets = [new PlatformStock("twitch", 1), new PlatformStock("twitch", 1)] } },
        { "no title", LiveSale.Offer with { Title = "" } },
        { "a name with a space", LiveSale.Offer with { SaleId = "the lamp" } },
        { "an opening in the past", LiveSale.Offer with { OpensAtUnixMs = LiveSale.OpensAtUnixMs - 90_000 } },
        { "an end inside the window", LiveSale.Offer with { FairWindowMs = 500, ClosesAtUnixMs = LiveSale.OpensAtUnixMs + 400 } },
        { "a window that is too long", LiveSale.Offer with { FairWindowMs = 2_001 } },
        { "no time to pay", LiveSale.Offer with { PayWithinMs = 0 } },
        { "a tie of 0", LiveSale.Offer with { TieUs = 0 } },
    };

    [Theory]
    [MemberData(nameof(BadOffers))]
    public void An_offer_that_cannot_be_sold_is_refused_in_words(string what, SaleOffer offer)
    {
        var answer = new LiveSale().Do(new ScheduleSale(offer, new byte[32], new byte[32]));

        answer.Code.ShouldBe(Rejection.OfferInvalid, what);
        answer.Detail.ShouldNotBeNullOrWhiteSpace();
    }
}
