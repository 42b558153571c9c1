using CrossLive.FlashSales.Books;
using CrossLive.FlashSales.Fairness;
using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>
/// Everything that a sale's decisions depend on, built from its changes alone: replaying its log gives the same state. What a claim comes to follows from the
/// state in which it is applied, so the log holds claims, not their results.
/// </summary>
public sealed class SaleState
{
    private readonly BuyerTable _buyers = new();
    private readonly NameTable _platforms = new();
    private readonly List<string> _payments = [];

    // By the payment: the row of the claim that it paid.
    private readonly Dictionary<string, int> _paidRows = new(StringComparer.Ordinal);
    private readonly Queue<(string Payment, string Why)> _strayOrder = new();
    private readonly Dictionary<string, string> _stray = new(StringComparer.Ordinal);

    // Rows of reservations, in the order in which they were made: nothing is reserved twice.
    private readonly Queue<int> _deadlines = new();
    private readonly SaleQueue _queue = new();
    private readonly List<int> _held = [];
    private readonly Queue<SaleNews> _news = new();
    private ClaimBook? _claims;
    private SaleStock? _stock;
    private Money[] _prices = [];
    private DrawSeed? _seed;
    private byte[] _nameKey = [];
    private long _newsMade;

    // Kept so that the compiler does not leave the reading out.
    private ulong _touched;

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
            while (_deadlines.TryPeek(out var row))
            {
                ref var next = ref _claims![row];
                if (next.Status == ClaimStatus.Reserved)
                {
                    return next.UntilUnixMs;
                }

                _deadlines.Dequeue();
            }

            return null;
        }
    }

    /// <summary>The number of the claim whose reservation runs out next; only where <see cref="NextExpiryUnixMs"/> says that there is one.</summary>
    internal long NextExpiring => _claims![_deadlines.Peek()].Number;

    /// <summary>A claim by its number, as it is now, or null: never made, or it came too late and is not kept.</summary>
    public SaleClaim? Find(long number) => RowOf(number) is >= 0 and var row ? Show(_claims![row]) : null;

    /// <summary>Pieces that a buyer has, holds, or waits for.</summary>
    public long PiecesOf(string buyer) => _buyers.Find(buyer) is >= 0 and var row ? _buyers.PiecesOf(row) : 0;

    /// <summary>Pieces that a claim could take.</summary>
    public long FreeFor(SaleClaim claim) => _stock!.FreeFor(_platforms.Find(claim.Platform));

    /// <summary>Why a payment buys nothing, or null where it is not known.</summary>
    public string? WhyStray(string paymentId) => _stray.GetValueOrDefault(paymentId);

    /// <summary>About how many wait before a claim, plus one.</summary>
    public long PlaceOf(SaleClaim claim) => claim.Status == ClaimStatus.Waiting ? _queue.PlaceOf(claim.Place) : 0;

    /// <summary>What a claim costs.</summary>
    public Money AmountOf(SaleClaim claim) => _prices[PriceOf(claim.Currency)].Times(claim.Quantity)!.Value;

    /// <summary>Reads what a claim will look up, so that it is near when it does. Changes nothing.</summary>
    internal void Expect(CommandKey key, string buyer) => _touched ^= (_claims?.Touch(key) ?? 0) ^ _buyers.Touch(buyer);

    /// <summary>A claim by its row.</summary>
    internal ref readonly ClaimRow this[int row] => ref _claims![row];

    /// <summary>A claim's row, by its number, or -1.</summary>
    internal int RowOf(long number) => _claims is { } claims ? claims.Find(number) : -1;

    /// <summary>What is known of a key; false where nothing is.</summary>
    internal bool TryFind(CommandKey key, out KnownKey known)
    {
        known = default;
        return _claims is { } claims && claims.TryFind(key, out known);
    }

    /// <summary>The row of the claim that a payment paid, or -1.</summary>
    internal int PaidBy(string paymentId) => _paidRows.TryGetValue(paymentId, out var row) ? row : -1;

    /// <summary>A buyer's row in the table of those who have a claim, or -1.</summary>
    internal int BuyerOf(string buyer) => _buyers.Find(buyer);

    /// <summary>Who a buyer is.</summary>
    internal string NameOf(int buyer) => _buyers.NameOf(buyer);

    /// <summary>Pieces that a buyer has, holds, or waits for.</summary>
    internal int PiecesOf(int buyer) => _buyers.PiecesOf(buyer);

    /// <summary>True where claims came from this platform, or where it has pieces of its own.</summary>
    internal bool KnowsPlatform(string platform) => _platforms.Find(platform) >= 0;

    /// <summary>Which of the offer's prices is in a currency, or -1.</summary>
    internal int PriceOf(string currency)
    {
        for (var i = 0; i < _prices.Length; i++)
        {
            if (string.Equals(_prices[i].CurrencyCode, currency, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Pieces that a claim could take.</summary>
    internal long FreeFor(in ClaimRow claim) => _stock!.FreeFor(claim.Platform);

    /// <summary>About how many wait before a claim, plus one.</summary>
    internal long PlaceOf(in ClaimRow claim) => claim.Status == ClaimStatus.Waiting ? _queue.PlaceOf(claim.Place) : 0;

    /// <summary>What a claim costs.</summary>
    internal Money AmountOf(in ClaimRow claim) => _prices[claim.Price].Times(claim.Quantity)!.Value;

    /// <summary>A buyer's name in the draw's public list.</summary>
    internal string PseudonymOf(in ClaimRow claim) => DrawEntry.PseudonymOf(_nameKey, _buyers.NameOf(claim.Buyer));

    /// <summary>The sale as everybody may see it; null before it is scheduled.</summary>
    public SaleView? View => Offer is not { } offer ? null : new SaleView(
        offer, Phase, FreePieces, ReservedPieces, PaidPieces, _queue.Count, Claims, _seed!.Commitment, Draw is null ? null : _seed.Reveal(), Draw?.List.Sha256, Draw?.List.Entries.Count ?? 0);

    /// <summary>Applies the next change: the only way that the state changes, when live and in a replay.</summary>
    public void Apply(SaleChange change)
    {
        switch (change)
        {
            case ClaimTaken taken:
                Take(taken);
                break;
            case SaleScheduled scheduled:
                (Offer, Phase, _stock, _prices) = (scheduled.Offer, SalePhase.Scheduled, new SaleStock(scheduled.Offer, _platforms), [.. scheduled.Offer.Prices]);
                (_seed, _nameKey, _claims) = (new DrawSeed(scheduled.Seed), scheduled.NameKey, new ClaimBook(scheduled.NameKey));
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

    private SaleClaim Show(in ClaimRow claim) => new(
        claim.Number,
        claim.Key,
        claim.Fingerprint,
        _buyers.NameOf(claim.Buyer),
        _platforms[claim.Platform],
        claim.Quantity,
        _prices[claim.Price].CurrencyCode,
        claim.HasResponse ? claim.ResponseUs : null,
        claim.Status,
        claim.UntilUnixMs,
        claim.Place,
        claim.FromBucket,
        claim.FromShared,
        claim.Payment == 0 ? null : _payments[claim.Payment - 1]);

    private void Take(ClaimTaken taken)
    {
        Advance(taken.AtUnixMs);
        Claims++;
        var claims = _claims!;
        if (claims.TryFind(taken.Key, out var known))
        {
            throw new InvalidOperationException($"Claim {Claims} has the key of claim {known.Number}.");
        }

        var claim = new ClaimRow
        {
            Number = Claims,
            Key = taken.Key,
            Fingerprint = taken.Fingerprint,
            Platform = _platforms.NumberOf(taken.Platform),
            Quantity = checked((int)taken.Quantity),
            Price = checked((byte)PriceOf(taken.Currency)),
            HasResponse = taken.ResponseUs is not null,
            ResponseUs = taken.ResponseUs.GetValueOrDefault(),
        };

        // The row that it gets, where it is kept.
        var row = claims.Count;
        if (taken.ResponseUs is null)
        {
            Decide(row, ref claim, taken.AtUnixMs);
        }
        else
        {
            claim.Status = ClaimStatus.Held;
            _held.Add(row);
        }

        if (claim.Status == ClaimStatus.SoldOut)
        {
            // Only its key is kept, for a while: a million who came too late would else stay in memory as long as the sale.
            claims.AddLate(claim);
            return;
        }

        claim.Buyer = _buyers.RowOf(taken.Buyer);
        claims.Add(claim);
        _buyers.PiecesOf(claim.Buyer) += claim.Quantity;
    }

    private void Decide(int row, ref ClaimRow claim, long atUnixMs)
    {
        // Nobody passes those who wait already, unless the pieces are of a kind that none of them can have.
        if ((_queue.Count == 0 || !CouldServeQueue(claim)) && _stock!.TryTake(ref claim))
        {
            Reserve(row, ref claim, atUnixMs);
        }
        else if (_queue.Count < SaleLimits.MaxWaiting)
        {
            claim.Status = ClaimStatus.Waiting;
            _queue.Add(row, ref claim);
        }
        else
        {
            claim.Status = ClaimStatus.SoldOut;
        }
    }

    // Whoever waits could be served from everybody's pieces, so those go to them; a platform's own are free for its buyers where none of them waits.
    private bool CouldServeQueue(in ClaimRow claim) => _stock!.OwnOf(claim.Platform) < claim.Quantity || _queue.HasWaiting(claim.Platform);

    private void Reserve(int row, ref ClaimRow claim, long atUnixMs)
    {
        claim.Status = ClaimStatus.Reserved;
        claim.UntilUnixMs = atUnixMs + Offer!.PayWithinMs;
        ReservedPieces += claim.Quantity;
        _deadlines.Enqueue(row);
    }

    private void DrawWindow(WindowDrawn drawn)
    {
        Advance(drawn.AtUnixMs);
        var list = DrawEntries.Of(_held.Select(EntryOf));
        Draw = new SaleDraw(list, FairOrder.Sort(list.Entries, Offer!.TieUs, _seed!.Bytes));
        foreach (var number in Draw.Order)
        {
            var row = RowOf(number);
            ref var claim = ref _claims![row];
            Decide(row, ref claim, drawn.AtUnixMs);
            if (!claim.Status.IsLive())
            {
                GiveUpLimit(claim);
            }
        }

        _held.Clear();
        Tell(SaleNewsKind.Drawn);
    }

    private DrawEntry EntryOf(int row)
    {
        ref readonly var claim = ref this[row];
        return new DrawEntry(claim.Number, PseudonymOf(claim), claim.ResponseUs);
    }

    private void Pay(ClaimPaid paid)
    {
        Advance(paid.AtUnixMs);
        var row = RowOf(paid.Claim);
        ref var claim = ref _claims![row];
        if (claim.Status == ClaimStatus.Reserved)
        {
            ReservedPieces -= claim.Quantity;
        }
        else if (_stock!.TryTake(ref claim))
        {
            // Paid too late, and there is still something left.
            _buyers.PiecesOf(claim.Buyer) += claim.Quantity;
        }
        else
        {
            throw new InvalidOperationException($"Claim {claim.Number} is paid and there is nothing left for it.");
        }

        claim.Status = ClaimStatus.Paid;
        PaidPieces += claim.Quantity;
        _paidRows.Add(paid.PaymentId, row);
        _payments.Add(paid.PaymentId);
        claim.Payment = _payments.Count;
    }

    private void End(ClaimEnded ended)
    {
        Advance(ended.AtUnixMs);
        ref var claim = ref _claims![RowOf(ended.Claim)];
        if (claim.Status == ClaimStatus.Reserved)
        {
            ReservedPieces -= claim.Quantity;
            _stock!.Return(ref claim);
        }
        else if (claim.Status == ClaimStatus.Waiting)
        {
            _queue.Leave(claim);
        }

        claim.Status = ended.HasExpired ? ClaimStatus.Expired : ClaimStatus.Released;
        GiveUpLimit(claim);
        while (Phase == SalePhase.Open && _queue.ServeNext(_claims, _stock!) is >= 0 and var next)
        {
            Reserve(next, ref _claims[next], ended.AtUnixMs);
        }
    }

    private void Close(SalePhase phase, long atUnixMs)
    {
        Advance(atUnixMs);
        Phase = phase;
        foreach (var row in _queue.Clear(_claims!))
        {
            ref var claim = ref _claims![row];
            claim.Status = ClaimStatus.Ended;
            GiveUpLimit(claim);
        }

        Tell(phase == SalePhase.Closed ? SaleNewsKind.Closed : SaleNewsKind.Cancelled);
    }

    private void Cancel(SaleCancelled cancelled)
    {
        for (var row = 0; row < _claims!.Count; row++)
        {
            ref var claim = ref _claims[row];
            if (claim.Status is ClaimStatus.Reserved or ClaimStatus.Held)
            {
                ReservedPieces -= claim.Status == ClaimStatus.Reserved ? claim.Quantity : 0;
                _stock!.Return(ref claim);
                claim.Status = ClaimStatus.Released;
                GiveUpLimit(claim);
            }
            else if (claim.Status == ClaimStatus.Paid)
            {
                PaidPieces -= claim.Quantity;
                _stock!.Return(ref claim);
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

    private void GiveUpLimit(in ClaimRow claim) => _buyers.PiecesOf(claim.Buyer) -= claim.Quantity;

    private void Advance(long atUnixMs) => LastUnixMs = Math.Max(LastUnixMs, atUnixMs);
}
