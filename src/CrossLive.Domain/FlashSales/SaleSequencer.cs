using CrossLive.FlashSales.Books;
using CrossLive.FlashSales.Fairness;
using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>
/// The rules of a flash sale: decides commands one after the other, applies what happens, and says whom to tell. Pure and single-threaded: time and the seed are
/// passed in. Its state runs ahead of the log by the round that is being appended: where the append fails it is thrown away and replayed.
/// </summary>
public sealed class SaleSequencer(SaleState state)
{
    /// <summary>How many commands <see cref="Expect"/> looks at: what they touch fits the nearest memory.</summary>
    public const int ClaimsAhead = 32;

    private static readonly SaleAnswer Unknown = SaleAnswer.No(Rejection.SaleUnknown, "Nobody has planned a sale by this name.");
    private static readonly SaleAnswer NoSuchClaim = SaleAnswer.No(Rejection.ClaimUnknown, "No such claim of yours in this sale.");

    /// <summary>The sale, with everything planned so far.</summary>
    public SaleState State { get; } = state;

    /// <summary>When something happens by itself next, or null.</summary>
    public long? NextDueUnixMs
    {
        get
        {
            long? next = State.Phase switch
            {
                SalePhase.Armed => State.Offer!.OpensAtUnixMs,
                SalePhase.Open when State.IsGathering => State.WindowEndUnixMs,
                SalePhase.Open => State.Offer!.ClosesAtUnixMs,
                _ => null,
            };
            return State.NextExpiryUnixMs is { } expiry && (next is null || expiry < next) ? expiry : next;
        }
    }

    /// <summary>
    /// Says what comes next: claims up to <see cref="ClaimsAhead"/>. Where they are looked up is read for all of them at once, which takes little longer than to wait
    /// for the first of them when it is decided. Changes nothing, and may be left out.
    /// </summary>
    /// <param name="commands">Those to be decided.</param>
    /// <param name="from">The next one of them.</param>
    public void Expect(IReadOnlyList<SaleCommand> commands, int from)
    {
        var end = Math.Min(commands.Count, from + ClaimsAhead);
        for (var i = from; i < end; i++)
        {
            if (commands[i] is ClaimPieces { Buyer: { } buyer } claim)
            {
                State.Expect(claim.Key, buyer);
            }
        }
    }

    /// <summary>Decides one command. Its ticket is answered in this plan; a claim of the fairness window with <see cref="ClaimStatus.Held"/>, and who wants the result looks after the draw.</summary>
    public void Add(SalePlan plan, int ticket, SaleCommand command, long nowUnixMs)
    {
        if (command is ClaimPieces claim)
        {
            AddClaim(plan, ticket, claim, nowUnixMs);
            return;
        }

        plan.Answer(ticket, command switch
        {
            ScheduleSale schedule => Schedule(plan, schedule, nowUnixMs),
            _ when State.Offer is null => Unknown,
            ArmSale => Arm(plan, nowUnixMs),
            MoveSale move => Move(plan, move, nowUnixMs),
            CloseSale => Close(plan, nowUnixMs),
            CancelSale => Cancel(plan, nowUnixMs),
            LookAtClaim look => Look(look, nowUnixMs),
            ReleaseClaim release => Release(plan, release, nowUnixMs),
            PayClaim pay => Pay(plan, pay, nowUnixMs),
            _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
        });
    }

    /// <summary>True where a claim was made under this key before: it is a repeat, or a mistake, and takes nothing.</summary>
    public bool Knows(CommandKey key) => State.TryFind(key, out _);

    /// <summary>What became of the claim that was made under this key before; null where none was. Changes nothing.</summary>
    public SaleAnswer? FindRepeat(ClaimPieces command, long nowUnixMs) =>
        !State.TryFind(command.Key, out var known) ? null
        : known.Fingerprint != command.Fingerprint ? KeyReused()
        : known.Row >= 0 ? AnswerFor(State[known.Row], nowUnixMs, isRepeat: true)
        : TooLate(known.Number, isRepeat: true);

    /// <summary>What became of a buyer's claim. Changes nothing.</summary>
    public SaleAnswer Look(LookAtClaim look, long nowUnixMs) => RowOf(look.Claim, look.Buyer) is >= 0 and var row ? AnswerFor(State[row], nowUnixMs) : NoSuchClaim;

    /// <summary>
    /// True where a claim needs no turn, because others lose nothing by its being decided now: it would be refused, or told that nothing is left, or it comes in the
    /// fairness window, where not its arrival counts.
    /// </summary>
    public bool NeedsNoTurn(ClaimPieces command, long nowUnixMs) =>
        RefuseClaim(command, nowUnixMs) is not null
        || State.IsGathering
        || (State.Phase == SalePhase.Armed && State.Offer!.FairWindowMs > 0)
        || (State.FreePieces == 0 && State.Waiting >= SaleLimits.MaxWaiting);

    /// <summary>Does what is due: opens, draws, lets reservations run out, closes.</summary>
    public void Tick(SalePlan plan, long nowUnixMs)
    {
        if (State.Phase == SalePhase.Armed && State.Offer!.OpensAtUnixMs <= nowUnixMs)
        {
            Happen(plan, new SaleOpened());
        }

        if (State.IsGathering && State.WindowEndUnixMs <= nowUnixMs)
        {
            Happen(plan, new WindowDrawn(nowUnixMs));
        }

        for (var i = 0; i < SaleLimits.MaxExpiriesPerRound && State.NextExpiryUnixMs <= nowUnixMs; i++)
        {
            Happen(plan, new ClaimEnded(State.NextExpiring, HasExpired: true, nowUnixMs));
        }

        if (State.Phase == SalePhase.Open && !State.IsGathering && State.Offer!.ClosesAtUnixMs <= nowUnixMs)
        {
            Happen(plan, new SaleClosed(nowUnixMs));
        }
    }

    /// <summary>The room has been told.</summary>
    public void NoteTold(SalePlan plan, long through) => Happen(plan, new NewsTold(through));

    private static SaleAnswer WrongPhase(string detail) => SaleAnswer.No(Rejection.SalePhase, detail);

    private void Happen(SalePlan plan, SaleChange change)
    {
        State.Apply(change);
        plan.Add(change);
    }

    private SaleAnswer Schedule(SalePlan plan, ScheduleSale schedule, long nowUnixMs)
    {
        if (State.Offer is { } there)
        {
            // The same again is the answer that got lost.
            return SaleOfferRules.AreEqual(there, schedule.Offer) ? SaleAnswer.Done with { IsRepeat = true } : SaleAnswer.No(Rejection.SaleExists, "There is a sale by this name with other terms: give the new one another name.");
        }

        if (schedule.Seed.Length != FairnessLimits.SeedBytes || schedule.NameKey.Length != FairnessLimits.SeedBytes)
        {
            throw new ArgumentException($"A seed has {FairnessLimits.SeedBytes} bytes, and so has the key of names.", nameof(schedule));
        }

        if (SaleOfferRules.WhyNot(schedule.Offer, nowUnixMs) is { } why)
        {
            return SaleAnswer.No(Rejection.OfferInvalid, why);
        }

        Happen(plan, new SaleScheduled(schedule.Offer, schedule.Seed, schedule.NameKey));
        return SaleAnswer.Done;
    }

    private SaleAnswer Arm(SalePlan plan, long nowUnixMs)
    {
        if (State.Phase is SalePhase.Armed or SalePhase.Open)
        {
            return SaleAnswer.Done with { IsRepeat = true };
        }

        if (State.Phase != SalePhase.Scheduled)
        {
            return WrongPhase("The sale is over.");
        }

        if (State.Offer!.OpensAtUnixMs <= nowUnixMs)
        {
            return WrongPhase("Its opening time has passed: move it first.");
        }

        Happen(plan, new SaleArmed());
        return SaleAnswer.Done;
    }

    private SaleAnswer Move(SalePlan plan, MoveSale move, long nowUnixMs)
    {
        if (State.Phase is SalePhase.Closed or SalePhase.Cancelled)
        {
            return WrongPhase("The sale is over.");
        }

        if (move.OpensAtUnixMs is not null && State.Phase == SalePhase.Open)
        {
            return WrongPhase("The sale is open: only its end can be moved.");
        }

        var offer = State.Offer! with { OpensAtUnixMs = move.OpensAtUnixMs ?? State.Offer.OpensAtUnixMs, ClosesAtUnixMs = move.ClosesAtUnixMs ?? State.Offer.ClosesAtUnixMs };
        if (move.OpensAtUnixMs <= nowUnixMs || offer.ClosesAtUnixMs <= nowUnixMs)
        {
            return SaleAnswer.No(Rejection.OfferInvalid, "The new time has passed already.");
        }

        if (SaleOfferRules.WhyNotTimes(offer) is { } why)
        {
            return SaleAnswer.No(Rejection.OfferInvalid, why);
        }

        Happen(plan, new SaleMoved(offer.OpensAtUnixMs, offer.ClosesAtUnixMs));
        return SaleAnswer.Done;
    }

    private SaleAnswer Close(SalePlan plan, long nowUnixMs)
    {
        if (State.Phase == SalePhase.Closed)
        {
            return SaleAnswer.Done with { IsRepeat = true };
        }

        if (State.Phase != SalePhase.Open)
        {
            return WrongPhase(State.Phase == SalePhase.Cancelled ? "The sale is cancelled." : "The sale is not open: cancel it instead.");
        }

        if (State.IsGathering)
        {
            // Who answered in time is decided, whatever the operator does then.
            Happen(plan, new WindowDrawn(nowUnixMs));
        }

        Happen(plan, new SaleClosed(nowUnixMs));
        return SaleAnswer.Done;
    }

    private SaleAnswer Cancel(SalePlan plan, long nowUnixMs)
    {
        if (State.Phase == SalePhase.Cancelled)
        {
            return SaleAnswer.Done with { IsRepeat = true };
        }

        Happen(plan, new SaleCancelled(nowUnixMs));
        return SaleAnswer.Done;
    }

    private void AddClaim(SalePlan plan, int ticket, ClaimPieces command, long nowUnixMs)
    {
        if (AnswerRepeat(plan, ticket, command, nowUnixMs))
        {
            return;
        }

        if (RefuseClaim(command, nowUnixMs) is { } refusal)
        {
            plan.Answer(ticket, refusal);
            return;
        }

        // A gateway's clock may be a little ahead of this one: what came in there after T is not early here. But the sale's time is this clock's alone:
        // one that is far ahead would end the window and others' reservations for all.
        var takenUnixMs = Math.Max(nowUnixMs, State.Offer!.OpensAtUnixMs);
        if (State.Phase == SalePhase.Armed)
        {
            Happen(plan, new SaleOpened());
        }

        long? responseUs = null;
        if (State.IsGathering)
        {
            if (State.Held >= SaleLimits.MaxHeld)
            {
                plan.Answer(ticket, SaleAnswer.No(Rejection.SaleBusy, "Too many at once: try again with the same key.", State.WindowEndUnixMs - nowUnixMs));
                return;
            }

            // A round trip that is known was measured often enough: the gateway gives none before.
            var credit = new RoundTripCredit(command.RoundTripUs, 0, command.BeliefUs, command.RoundTripUs > 0 ? FairnessLimits.LeastRoundTrips : 0);
            responseUs = ResponseTime.OfUs(command.ArrivedUnixUs, State.Offer!.OpensAtUnixMs, credit, command.OwnUs, State.Offer.HumanFloorMs);
        }

        Happen(plan, new ClaimTaken(command.Key, command.Fingerprint, command.Buyer, command.Platform, command.Quantity, command.Currency, takenUnixMs, responseUs));
        var number = State.Claims;
        plan.Answer(ticket, State.RowOf(number) is >= 0 and var row ? AnswerFor(State[row], nowUnixMs) : TooLate(number, isRepeat: false));
    }

    private bool AnswerRepeat(SalePlan plan, int ticket, ClaimPieces command, long nowUnixMs)
    {
        if (FindRepeat(command, nowUnixMs) is not { } answer)
        {
            return false;
        }

        plan.Answer(ticket, answer);
        return true;
    }

    private SaleAnswer? RefuseClaim(ClaimPieces command, long nowUnixMs)
    {
        if (State.Offer is not { } offer)
        {
            return Unknown;
        }

        switch (State.Phase)
        {
            case SalePhase.Closed:
                return SaleAnswer.No(Rejection.SaleClosed, "The sale is over.");
            case SalePhase.Cancelled:
                return SaleAnswer.No(Rejection.SaleClosed, "The sale was cancelled.");
            case SalePhase.Scheduled:
                return SaleAnswer.No(Rejection.SaleEarly, "The sale is not open yet.");

            // Also where the sale has opened since it came: who was too early is not let in by having waited.
            case SalePhase.Armed or SalePhase.Open when command.ArrivedUnixUs < offer.OpensAtUnixMs * 1_000:
                return SaleAnswer.No(Rejection.SaleEarly, "The sale is not open yet.", Math.Max(0, offer.OpensAtUnixMs - nowUnixMs));
        }

        if (command.Quantity < 1 || command.Quantity > offer.LimitPerBuyer)
        {
            return SaleAnswer.No(Rejection.CountInvalid, $"A buyer has 1 to {offer.LimitPerBuyer} pieces.");
        }

        if (State.PriceOf(command.Currency) < 0)
        {
            return SaleAnswer.No(Rejection.CurrencyUnknown, "The sale has no price in this currency.");
        }

        // Whoever has a claim was looked at then, and so was the platform.
        var buyer = command.Buyer is { } name ? State.BuyerOf(name) : -1;
        if ((buyer < 0 && !OpaqueId.IsWellFormed(command.Buyer, MaxBuyerLength)) || (!State.KnowsPlatform(command.Platform) && !PlatformId.IsWellFormed(command.Platform)))
        {
            return SaleAnswer.No(Rejection.PersonInvalid, "A buyer is named by an id and a platform.");
        }

        return buyer >= 0 && State.PiecesOf(buyer) + command.Quantity > offer.LimitPerBuyer
            ? SaleAnswer.No(Rejection.SaleLimit, $"A buyer has at most {offer.LimitPerBuyer} pieces over all platforms.")
            : null;
    }

    private const int MaxBuyerLength = 160;

    // Others' claims are none to whoever asks.
    private int RowOf(long number, string buyer) => State.RowOf(number) is >= 0 and var row && string.Equals(State.NameOf(State[row].Buyer), buyer, StringComparison.Ordinal) ? row : -1;

    private SaleAnswer Release(SalePlan plan, ReleaseClaim release, long nowUnixMs)
    {
        var row = RowOf(release.Claim, release.Buyer);
        if (row < 0)
        {
            return NoSuchClaim;
        }

        ref readonly var claim = ref State[row];
        if (claim.Status is ClaimStatus.Reserved or ClaimStatus.Waiting)
        {
            Happen(plan, new ClaimEnded(claim.Number, HasExpired: false, nowUnixMs));
            return AnswerFor(claim, nowUnixMs);
        }

        return claim.Status is ClaimStatus.Paid or ClaimStatus.Held ? WrongPhase("A claim that is paid or not yet decided cannot be given back here.") : AnswerFor(claim, nowUnixMs, isRepeat: true);
    }

    private SaleAnswer Pay(SalePlan plan, PayClaim pay, long nowUnixMs)
    {
        if (!OpaqueId.IsWellFormed(pay.PaymentId, SaleLimits.MaxIdLength))
        {
            return SaleAnswer.No(Rejection.PaymentInvalid, $"A payment has an id of 1 to {SaleLimits.MaxIdLength} characters.");
        }

        if (State.PaidBy(pay.PaymentId) is >= 0 and var already)
        {
            return State[already].Number == pay.Claim ? AnswerFor(State[already], nowUnixMs, isRepeat: true) : KeyReused();
        }

        if (State.WhyStray(pay.PaymentId) is { } known)
        {
            return SaleAnswer.No(Rejection.PaymentRefund, known) with { IsRepeat = true, Claim = pay.Claim };
        }

        var row = State.RowOf(pay.Claim);
        if (row < 0)
        {
            return Stray(plan, pay, "No such claim: the payment is to be refunded.");
        }

        ref readonly var claim = ref State[row];
        if (pay.Amount != State.AmountOf(claim))
        {
            return Stray(plan, pay, $"The claim costs {State.AmountOf(claim)}: the payment is to be refunded.");
        }

        switch (claim.Status)
        {
            case ClaimStatus.Reserved when claim.UntilUnixMs > nowUnixMs:
                break;
            case ClaimStatus.Reserved or ClaimStatus.Expired or ClaimStatus.Released when State.Phase is SalePhase.Open or SalePhase.Closed:
                if (claim.Status == ClaimStatus.Reserved)
                {
                    Happen(plan, new ClaimEnded(claim.Number, HasExpired: true, nowUnixMs));
                }

                // Too late: it gets pieces again where there are some and the buyer has not taken others meanwhile.
                if (State.FreeFor(claim) < claim.Quantity || State.PiecesOf(claim.Buyer) + claim.Quantity > State.Offer!.LimitPerBuyer)
                {
                    return Stray(plan, pay, "Paid too late, and nothing is left for it: the payment is to be refunded.");
                }

                break;
            default:
                return Stray(plan, pay, $"The claim is {claim.Status}: the payment is to be refunded.");
        }

        Happen(plan, new ClaimPaid(claim.Number, pay.PaymentId, nowUnixMs));
        return AnswerFor(claim, nowUnixMs);
    }

    private SaleAnswer Stray(SalePlan plan, PayClaim pay, string why)
    {
        Happen(plan, new PaymentStrayed(pay.Claim, pay.PaymentId, pay.Amount, why));
        return SaleAnswer.No(Rejection.PaymentRefund, why) with { Claim = pay.Claim };
    }

    private SaleAnswer AnswerFor(in ClaimRow claim, long nowUnixMs, bool isRepeat = false) => new(
        RetryAfterMs: claim.Status == ClaimStatus.Held ? Math.Max(0, State.WindowEndUnixMs - nowUnixMs) : null,
        IsRepeat: isRepeat,
        Claim: claim.Number,
        Status: claim.Status,
        Place: State.PlaceOf(claim),
        UntilUnixMs: claim.Status == ClaimStatus.Reserved ? claim.UntilUnixMs : 0,
        Amount: State.AmountOf(claim),
        Pseudonym: claim.HasResponse ? State.PseudonymOf(claim) : null);

    private static SaleAnswer TooLate(long number, bool isRepeat) => new(IsRepeat: isRepeat, Claim: number, Status: ClaimStatus.SoldOut);

    private static SaleAnswer KeyReused() => SaleAnswer.No(Rejection.KeyReused, "This key was used for something else: make a new key for each claim and each payment.");
}
