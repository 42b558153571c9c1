using CrossLive.FlashSales;
using CrossLive.LoadTests.Claims;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>Compares what payments were answered with what the sales' logs have of them, a sale after the other.</summary>
internal sealed class PaymentAudit
{
    private readonly PaymentBook _book;
    private readonly Action<string> _note;
    private readonly ILookup<int, (Payment Payment, PaymentOutcome Outcome)> _paymentsOf;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<long> _paidClaims = [];
    private SaleState? _state;
    private PaymentFigures _figures = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Begins, when no more payments are answered.</summary>
    public PaymentAudit(PaymentBook book, KillOptions options, Action<string> note)
    {
        (_book, _note) = (book, note);
        _paymentsOf = book.All.ToLookup(entry => options.SaleOf(entry.Payment.Claim));
    }

    /// <summary>What it came to over all sales.</summary>
    public PaymentFigures Figures => _figures with { Otherwise = _figures.Otherwise + _book.Contradictions };

    /// <summary>The next change of the sale's log, and the state after it.</summary>
    public void See(SaleState state, SaleChange change)
    {
        _state = state;
        switch (change)
        {
            case ClaimPaid paid:
                var isLate = paid.AtUnixMs >= state.Find(paid.Claim)!.UntilUnixMs;
                _figures = isLate ? _figures with { LatePaid = _figures.LatePaid + 1 } : _figures with { InTime = _figures.InTime + 1 };
                if (!_paidClaims.Add(paid.Claim))
                {
                    CountTwice($"claim {paid.Claim} is paid twice");
                }

                Enter(paid.PaymentId, new Entry(paid.Claim, PaymentOutcome.Paid, 0));
                break;
            case PaymentStrayed stray:
                var hasRunOut = state.Find(stray.Claim) is { Status: ClaimStatus.Expired };
                _figures = hasRunOut ? _figures with { LateRefunds = _figures.LateRefunds + 1 } : _figures with { OtherRefunds = _figures.OtherRefunds + 1 };
                _figures = _figures with { RefundsDue = _figures.RefundsDue + stray.Amount.MinorUnits };
                Enter(stray.PaymentId, new Entry(stray.Claim, PaymentOutcome.Refund, stray.Amount.MinorUnits));
                break;
        }
    }

    /// <summary>The sale's log is at its end.</summary>
    public void Close(int sale)
    {
        _figures = _figures with { Paid = _figures.Paid + ((_state?.PaidPieces ?? 0) * SaleTerms.PriceMinorUnits) };
        foreach (var (payment, outcome) in _paymentsOf[sale])
        {
            if (outcome == PaymentOutcome.None)
            {
                _figures = _figures with { Unanswered = _figures.Unanswered + 1 };
                continue;
            }

            _figures = _figures with { Answered = _figures.Answered + 1, Taken = _figures.Taken + payment.MinorUnits };
            if (!_entries.TryGetValue(payment.Id, out var entry))
            {
                _figures = _figures with { Lost = _figures.Lost + 1 };
                _note($"{payment.Id} was answered {outcome}; {KillOptions.NameOf(sale)} knows nothing of it");
            }
            else if (!IsAsAnswered(payment, outcome, entry))
            {
                _figures = _figures with { Otherwise = _figures.Otherwise + 1 };
                _note($"{payment.Id} for claim {payment.Number} of {KillOptions.NameOf(sale)} was answered {outcome}; the log has {entry}");
            }
        }

        _entries.Clear();
        _paidClaims.Clear();
        _state = null;
    }

    // Paid is what the claim still is in the end, by this very payment.
    private bool IsAsAnswered(Payment payment, PaymentOutcome outcome, Entry entry) =>
        entry.Outcome == outcome && entry.Claim == payment.Number
        && (outcome == PaymentOutcome.Paid
            ? _state!.Find(entry.Claim) is { Status: ClaimStatus.Paid } claim && string.Equals(claim.PaymentId, payment.Id, StringComparison.Ordinal)
            : entry.MinorUnits == payment.MinorUnits);

    private void Enter(string paymentId, Entry entry)
    {
        if (!_entries.TryAdd(paymentId, entry))
        {
            CountTwice($"{paymentId} is there as {_entries[paymentId]} and as {entry}");
        }
    }

    private void CountTwice(string problem)
    {
        _figures = _figures with { CountedTwice = _figures.CountedTwice + 1 };
        _note(problem);
    }

    private readonly record struct Entry(long Claim, PaymentOutcome Outcome, long MinorUnits);
}
