using CrossLive.FlashSales.Fairness;
using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>
/// Everything that a sale's decisions depend on, built from its changes alone: replaying its log gives the same state. What a claim comes to follows from the
/// state in which it is applied, so the log holds claims, not their results.
/// </summary>
public sealed class SaleState
{
    private readonly Dictionary<CommandKey, SaleClaim> _byKey = [];
    private readonly Dictionary<long, SaleClaim> _byNumber = [];
    private readonly IdempotencyWindow _lateKeys = new(SaleLimits.LateKeys);
    private readonly Dictionary<string, long> _piecesOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _paymentOf = new(StringComparer.Ordinal);
    private readonly Queue<(string Payment, string Why)> _strayOrder = new();
    private readonly Dictionary<string, string> _stray = new(StringComparer.Ordinal);
    private readonly Queue<(long UntilUnixMs, SaleClaim Claim)> _deadlines = new();
    private readonly SaleQueue _queue = new();
    private readonly List<SaleClaim> _held = [];
    private readonly Queue<SaleNews> _news = new();
    private SaleStock? _stock;
    private DrawSeed? _seed;
    private byte[] _nameKey = [];
    private long _newsMade;

    /// <summary>What is sold; null before it is scheduled.</summary>
    public SaleOffer? Offer { get; private set; }

    /// <summary>Where it is.</summary>
    public SalePhase Phase { get; private set; }

    /// <summary>The time of the last change: time never goes back.</summary>
    public long LastUnixMs { get; private set; }

    /// <summary>Claims so far, those that came too late included.</summary>
    public long Claims { get; private set; }

    /// <summary>Pieces that are paid.</summary>
    public long PaidPieces { get; private set; }

    /// <summary>Pieces that are reserved.</summary>
    public long ReservedPieces { get; private set; }

    /// <summary>Pieces that are free.</summary>
    public long FreePieces => _stock?.Free ?? 0;

    /// <summary>Claims in the fairness window.</summary>
    public int Held => _held.Count;

    /// <summary>Claims in the queue.</summary>
    public int Waiting => _queue.Count;

    /// <summary>True while claims are gathered.</summary>
    public bool IsGathering => Phase == SalePhase.Open && Offer!.FairWindowMs > 0 && Draw is null;

    /// <summary>When the window is over.</summary>
    public long WindowEndUnixMs => Offer is { } offer ? offer.OpensAtUnixMs + offer.FairWindowMs : long.MaxValue;

    /// <summary>The draw, once there was one.</summary>
    public SaleDraw? Draw { get; private set; }

    /// <summary>News that the room has not been told yet, oldest first.</summary>
    public IReadOnlyCollection<SaleNews> News => _news;

    /// <summary>When the next reservation runs out, or null.</summary>
    public long? NextExpiryUnixMs
    {
        get
        {
            while (_deadlines.TryPeek(out var next))
            {
                if (next.Claim.Status == ClaimStatus.Reserved && next.Claim.UntilUnixMs == next.UntilUnixMs)
                {
                    return next.UntilUnixMs;
                }

                _deadlines.Dequeue();
            }

            return null;
        }
    }

    /// <summary>The claim whose reservation runs out next; only where <see cref="NextExpiryUnixMs"/> says that there is one.</summary>
    internal SaleClaim NextExpiring => _deadlines.Peek().Claim;

    /// <summary>A claim by its number, or null: never made, or it came too late and is not kept.</summary>
    public SaleClaim? Find(long number) => _byNumber.GetValueOrDefault(number);

    /// <summary>A claim by its key, or null.</summary>
    public SaleClaim? Find(CommandKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>A claim that came too late, by its key.</summary>
    public KeptKey? FindLate(CommandKey key) => _lateKeys.Find(key);

    /// <summary>Pieces that a buyer has, holds, or waits for.</summary>
    public long PiecesOf(string buyer) => _piecesOf.GetValueOrDefault(buyer);

    /// <summary>Pieces that a claim could take.</summary>
    public long FreeFor(SaleClaim claim) => _stock!.FreeFor(claim.Platform);

    /// <summary>The claim that a payment paid, or null.</summary>
    public SaleClaim? PaidBy(string paymentId) => _paymentOf.TryGetValue(paymentId, out var number) ? _byNumber.GetValueOrDefault(number) : null;

    /// <summary>Why a payment buys nothing, or null where it is not known.</summary>
    public string? WhyStray(string paymentId) => _stray.GetValueOrDefault(paymentId);

    /// <summary>About how many wait before a claim, plus one.</summary>
    public long PlaceOf(SaleClaim claim) => claim.Status == ClaimStatus.Waiting ? _queue.PlaceOf(claim) : 0;

    /// <summary>What a claim costs.</summary>
    public Money AmountOf(SaleClaim claim) => Offer!.Prices.First(price => string.Equals(price.CurrencyCode, claim.Currency, StringComparison.Ordinal)).Times(claim.Quantity)!.Value;

    /// <summary>The sale as everybody may see it; null before it is scheduled.</summary>
    public SaleView? View => Offer is not { } offer ? null : new SaleView(
        offer, Phase, FreePieces, ReservedPieces, PaidPieces, _queue.Count, Claims, _seed!.Commitment, Draw is null ? null : _seed.Reveal(), Draw?.List.Sha256, Draw?.List.Entries.Count ?? 0);

    /// <summary>A buyer's name in the draw's public list.</summary>
    public string PseudonymOf(SaleClaim claim) => DrawEntry.PseudonymOf(_nameKey, claim.Buyer);

    /// <summary>Applies the next change: the only way that the state changes, when live and in a replay.</summary>
    public void Apply(SaleChange change)
    {
        switch (change)
        {
            case ClaimTaken taken:
                Take(taken);
                break;
            case SaleScheduled scheduled:
                (Offer, Phase, _stock) = (scheduled.Offer, SalePhase.Scheduled, new SaleStock(scheduled.Offer));
                (_seed, _nameKey) = (new DrawSeed(scheduled.Seed), scheduled.NameKey);
                Tell(SaleNewsKind.Scheduled);
                break;
            case SaleArmed:
                Phase = SalePhase.Armed;
                Tell(SaleNewsKind.Armed);
                break;
            case SaleMoved moved:
                Offer = Offer! with { OpensAtUnixMs = moved.OpensAtUnixMs, ClosesAtUnixMs = moved.ClosesAtUnixMs };
                Tell(SaleNewsKind.Moved);
                break;
            case SaleOpened:
                Phase = SalePhase.Open;
                Tell(SaleNewsKind.Opened);
                break;
            case WindowDrawn drawn:
                DrawWindow(drawn);
                break;
            case ClaimPaid paid:
                Pay(paid);
                break;
            case ClaimEnded ended:
                End(ended);
                break;
            case SaleClosed closed:
                Close(SalePhase.Closed, closed.AtUnixMs);
                break;
            case SaleCancelled cancelled:
                Cancel(cancelled);
                break;
            case PaymentStrayed stray:
                NoteStray(stray.PaymentId, stray.Why);
                break;
            case NewsTold told:
                while (_news.TryPeek(out var news) && news.Number <= told.Through)
                {
                    _news.Dequeue();
                }

                break;
            default:
                throw new InvalidOperationException($"No rule for {change.GetType().Name}.");
        }
    }

    private void Tell(SaleNewsKind kind) => _news.Enqueue(new SaleNews(++_newsMade, kind, View!));

    private void Take(ClaimTaken taken)
    {
        Advance(taken.AtUnixMs);
        Claims++;
        var claim = new SaleClaim
        {
            Number = Claims,
            Key = taken.Key,
            Fingerprint = taken.Fingerprint,
            Buyer = taken.Buyer,
            Platform = taken.Platform,
            Quantity = taken.Quantity,
            Currency = taken.Currency,
            ResponseUs = taken.ResponseUs,
        };
        if (taken.ResponseUs is null)
        {
            Decide(claim, taken.AtUnixMs);
        }
        else
        {
            claim.Status = ClaimStatus.Held;
            _held.Add(claim);
        }

        if (claim.Status == ClaimStatus.SoldOut)
        {
            // Only its key is kept, for a while: a million who came too late would else stay in memory as long as the sale.
            _lateKeys.Keep(new KeptKey(claim.Key, claim.Fingerprint, new Position(0, claim.Number)));
            return;
        }

        _byKey.Add(claim.Key, claim);
        _byNumber.Add(claim.Number, claim);
        _piecesOf[claim.Buyer] = PiecesOf(claim.Buyer) + claim.Quantity;
    }

    private void Decide(SaleClaim claim, long atUnixMs)
    {
        // Nobody passes those who wait already, unless the pieces are of a kind that none of them can have.
        if ((_queue.Count == 0 || !CouldServeQueue(claim)) && _stock!.TryTake(claim))
        {
            Reserve(claim, atUnixMs);
        }
        else if (_queue.Count < SaleLimits.MaxWaiting)
        {
            claim.Status = ClaimStatus.Waiting;
            _queue.Add(claim);
        }
        else
        {
            claim.Status = ClaimStatus.SoldOut;
        }
    }

    // Whoever waits could be served from everybody's pieces, so those go to them; a platform's own are free for its buyers where none of them waits.
    private bool CouldServeQueue(SaleClaim claim) => _stock!.FreeFor(claim.Platform) - _stock.Shared < claim.Quantity || _queue.HasWaiting(claim.Platform);

    private void Reserve(SaleClaim claim, long atUnixMs)
    {
        claim.Status = ClaimStatus.Reserved;
        claim.UntilUnixMs = atUnixMs + Offer!.PayWithinMs;
        ReservedPieces += claim.Quantity;
        _deadlines.Enqueue((claim.UntilUnixMs, claim));
    }

    private void DrawWindow(WindowDrawn drawn)
    {
        Advance(drawn.AtUnixMs);
        var list = DrawEntries.Of(_held.Select(claim => new DrawEntry(claim.Number, PseudonymOf(claim), claim.ResponseUs!.Value)));
        Draw = new SaleDraw(list, FairOrder.Sort(list.Entries, Offer!.TieUs, _seed!.Bytes));
        foreach (var number in Draw.Order)
        {
            var claim = _byNumber[number];
            Decide(claim, drawn.AtUnixMs);
            if (!claim.IsLive)
            {
                GiveUpLimit(claim);
            }
        }

        _held.Clear();
        Tell(SaleNewsKind.Drawn);
    }

    private void Pay(ClaimPaid paid)
    {
        Advance(paid.AtUnixMs);
        var claim = _byNumber[paid.Claim];
        if (claim.Status == ClaimStatus.Reserved)
        {
            ReservedPieces -= claim.Quantity;
        }
        else if (_stock!.TryTake(claim))
        {
            // Paid too late, and there is still something left.
            _piecesOf[claim.Buyer] = PiecesOf(claim.Buyer) + claim.Quantity;
        }
        else
        {
            throw new InvalidOperationException($"Claim {claim.Number} is paid and there is nothing left for it.");
        }

        claim.Status = ClaimStatus.Paid;
        claim.PaymentId = paid.PaymentId;
        PaidPieces += claim.Quantity;
        _paymentOf.Add(paid.PaymentId, claim.Number);
    }

    private void End(ClaimEnded ended)
    {
        Advance(ended.AtUnixMs);
        var claim = _byNumber[ended.Claim];
        if (claim.Status == ClaimStatus.Reserved)
        {
            ReservedPieces -= claim.Quantity;
            _stock!.Return(claim);
        }
        else if (claim.Status == ClaimStatus.Waiting)
        {
            _queue.Leave(claim);
        }

        claim.Status = ended.HasExpired ? ClaimStatus.Expired : ClaimStatus.Released;
        GiveUpLimit(claim);
        while (Phase == SalePhase.Open && _queue.ServeNext(_stock!) is { } next)
        {
            Reserve(next, ended.AtUnixMs);
        }
    }

    private void Close(SalePhase phase, long atUnixMs)
    {
        Advance(atUnixMs);
        Phase = phase;
        foreach (var claim in _queue.Clear())
        {
            claim.Status = ClaimStatus.Ended;
            GiveUpLimit(claim);
        }

        Tell(phase == SalePhase.Closed ? SaleNewsKind.Closed : SaleNewsKind.Cancelled);
    }

    private void Cancel(SaleCancelled cancelled)
    {
        foreach (var claim in _byNumber.Values)
        {
            if (claim.Status is ClaimStatus.Reserved or ClaimStatus.Held)
            {
                ReservedPieces -= claim.Status == ClaimStatus.Reserved ? claim.Quantity : 0;
                _stock!.Return(claim);
                claim.Status = ClaimStatus.Released;
                GiveUpLimit(claim);
            }
            else if (claim.Status == ClaimStatus.Paid)
            {
                PaidPieces -= claim.Quantity;
                _stock!.Return(claim);
                claim.Status = ClaimStatus.RefundDue;
                GiveUpLimit(claim);
            }
        }

        _held.Clear();
        Close(SalePhase.Cancelled, cancelled.AtUnixMs);
    }

    private void NoteStray(string paymentId, string why)
    {
        if (!_stray.TryAdd(paymentId, why))
        {
            return;
        }

        _strayOrder.Enqueue((paymentId, why));
        if (_strayOrder.Count > SaleLimits.StrayPayments)
        {
            _stray.Remove(_strayOrder.Dequeue().Payment);
        }
    }

    private void GiveUpLimit(SaleClaim claim)
    {
        var left = _piecesOf[claim.Buyer] - claim.Quantity;
        if (left == 0)
        {
            _piecesOf.Remove(claim.Buyer);
        }
        else
        {
            _piecesOf[claim.Buyer] = left;
        }
    }

    private void Advance(long atUnixMs) => LastUnixMs = Math.Max(LastUnixMs, atUnixMs);
}
