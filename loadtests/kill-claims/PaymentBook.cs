namespace CrossLive.LoadTests.KillClaims;

/// <summary>Which reservations are paid and when, and what each payment was answered. About 200 bytes for each payment.</summary>
internal sealed class PaymentBook
{
    private const int PaidOneIn = 3;
    private const int SpecialOneIn = 8;
    private const int MostDelayMs = 500;
    private const int LeastLateMs = 100;
    private const int MostLateMs = 700;
    private readonly Lock _lock = new();
    private readonly KillOptions _options;
    private readonly PaymentPlan[] _plans;
    private readonly Random _delays;
    private readonly List<Payment> _payments = [];
    private readonly List<PaymentOutcome> _outcomes = [];
    private readonly PriorityQueue<Payment, long> _due = new();
    private readonly Dictionary<int, List<Payment>> _afterEnd = [];
    private readonly HashSet<int> _closed = [];
    private int _answered;
    private long _contradictions;

    /// <summary>Draws which claims are paid. The kill moments of a seed do not depend on it.</summary>
    public PaymentBook(KillOptions options)
    {
        (_options, _delays) = (options, new Random(options.Seed ^ 1));
        var random = new Random(options.Seed ^ 2);
        _plans = new PaymentPlan[options.Claims];
        for (var claim = 0; claim < _plans.Length; claim++)
        {
            _plans[claim] = random.Next(PaidOneIn) != 0 ? PaymentPlan.None : random.Next(SpecialOneIn) switch
            {
                0 => PaymentPlan.Late,
                1 => PaymentPlan.AfterEnd,
                2 => PaymentPlan.Twice,
                _ => PaymentPlan.InTime,
            };
        }
    }

    /// <summary>Payments whose repeat was answered otherwise than before.</summary>
    public long Contradictions => Interlocked.Read(ref _contradictions);

    /// <summary>Payments that have no answer, those that are not due yet included.</summary>
    public int Unanswered
    {
        get
        {
            lock (_lock)
            {
                return _payments.Count - _answered;
            }
        }
    }

    /// <summary>All payments and what they were answered.</summary>
    public IReadOnlyList<(Payment Payment, PaymentOutcome Outcome)> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _payments.Zip(_outcomes)];
            }
        }
    }

    /// <summary>A payment by its number.</summary>
    public Payment this[long index]
    {
        get
        {
            lock (_lock)
            {
                return _payments[(int)index];
            }
        }
    }

    /// <summary>A buyer was answered with a reservation.</summary>
    public void Expect(int claim, long number, long nowUs)
    {
        var plan = _plans[claim];
        lock (_lock)
        {
            for (var i = plan switch { PaymentPlan.None => 0, PaymentPlan.Twice => 2, _ => 1 }; i > 0; i--)
            {
                var payment = new Payment(_payments.Count, claim, number);
                _payments.Add(payment);
                _outcomes.Add(PaymentOutcome.None);
                if (plan == PaymentPlan.AfterEnd && !_closed.Contains(_options.SaleOf(claim)))
                {
                    AfterEndOf(_options.SaleOf(claim)).Add(payment);
                }
                else
                {
                    _due.Enqueue(payment, plan is PaymentPlan.InTime or PaymentPlan.Twice ? nowUs + (_delays.Next(MostDelayMs) * 1_000L) : LateUs(nowUs));
                }
            }
        }
    }

    /// <summary>A sale is closed: who pays after that does so when its reservations have run out.</summary>
    public void NoteClosed(int sale, long nowUs)
    {
        lock (_lock)
        {
            _closed.Add(sale);
            foreach (var payment in AfterEndOf(sale))
            {
                _due.Enqueue(payment, LateUs(nowUs));
            }

            _afterEnd.Remove(sale);
        }
    }

    /// <summary>The next payment that is due, or null.</summary>
    public Payment? TakeDue(long nowUs)
    {
        lock (_lock)
        {
            return _due.TryPeek(out _, out var dueUs) && dueUs <= nowUs ? _due.Dequeue() : null;
        }
    }

    /// <summary>Notes an answer; the second one to a payment has to be the same.</summary>
    public void Note(Payment payment, PaymentOutcome outcome)
    {
        lock (_lock)
        {
            if (_outcomes[payment.Index] == PaymentOutcome.None)
            {
                _outcomes[payment.Index] = outcome;
                _answered++;
            }
            else if (_outcomes[payment.Index] != outcome)
            {
                Interlocked.Increment(ref _contradictions);
            }
        }
    }

    private long LateUs(long nowUs) => nowUs + ((KillOptions.PayWithinMs + _delays.Next(LeastLateMs, MostLateMs)) * 1_000L);

    private List<Payment> AfterEndOf(int sale) => _afterEnd.TryGetValue(sale, out var there) ? there : _afterEnd[sale] = [];
}
