using CrossLive.Rooms;

namespace CrossLive.FlashSales.Waiting;

/// <summary>
/// The line before a sale that gets more claims than it can decide. A buyer has one place, in the order of coming; a reload, a new key, another connection or
/// gateway keeps it. Claims wait here themselves and go in when their turn is, in strict order and without a gap, so nobody's turn depends on when they ask; who does
/// not come again in time is gone and passed over. Pure and single-threaded: time is passed in.
/// </summary>
/// <remarks>
/// In memory only: it is the queue of a process, not a record. Bounded by <see cref="WaitingRoomLimits.MaxBuyers"/>; with nobody in it, it holds next to nothing.
/// </remarks>
public sealed class WaitingRoom(WaitingRoomLimits limits)
{
    private const int SmallestSize = 1_024;

    // Places that are looked at for buyers who are gone, each time that somebody comes.
    private const int LooksPerCome = 8;

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly List<long> _taken = [];
    private readonly ServedBuyers _served = new();
    private readonly AdmissionPace _pace = new(limits.AdmittedPerSecond);
    private readonly DecisionRate _rate = new();
    private Place[] _places = new Place[SmallestSize];
    private PresenceTree _present = new(SmallestSize);
    private long _first = 1;
    private long _nextTurn = 1;
    private long _next = 1;
    private long _looked = 1;

    /// <summary>How many wait, those whose turn is now included.</summary>
    public int Count => _numbers.Count;

    /// <summary>True where nobody waits and nobody's result is kept.</summary>
    public bool IsIdle => Count == 0 && _served.IsEmpty;

    /// <summary>True where a buyer has a place.</summary>
    public bool Holds(string buyer) => _numbers.ContainsKey(buyer);

    /// <summary>Lets claims in without a look at each: nobody waits, and there is room for all of them.</summary>
    /// <param name="count">How many claims.</param>
    /// <param name="queued">Commands that stand before the sale already, and those that are on their way to it.</param>
    /// <param name="nowMs">Now.</param>
    /// <returns>False: look at each.</returns>
    public bool TryAdmitAll(int count, int queued, long nowMs)
    {
        if (!IsIdle || queued + count > limits.AdmitBelow || _pace.Free(nowMs) < count)
        {
            return false;
        }

        _pace.Take(count);
        return true;
    }

    /// <summary>A buyer comes, for the first time or again. The newest claim of a buyer who waits takes the place of the one before; the place in the line stays.</summary>
    /// <param name="claim">What the buyer wants.</param>
    /// <param name="queued">Commands that stand before the sale already.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="behind">Commands that are on their way to the sale and come after this one: nobody waits for them, but they show that there are too many.</param>
    public WaitingAnswer Come(ClaimPieces claim, int queued, long nowMs, int behind = 0)
    {
        LookForGone(LooksPerCome, nowMs);
        if (_numbers.TryGetValue(claim.Buyer, out var number))
        {
            if (number >= _nextTurn)
            {
                At(number).Claim = claim;
            }

            return WaitingAnswer.Waiting(Progress(number, queued, nowMs));
        }

        if (Count == 0 && queued + behind < limits.AdmitBelow && _pace.Free(nowMs) > 0)
        {
            _pace.Take(1);
            return WaitingAnswer.Admitted;
        }

        if (_next - _first >= limits.MaxBuyers)
        {
            return WaitingAnswer.Full(limits.AgainMs);
        }

        if (Count == 0)
        {
            _rate.Restart(nowMs);
        }

        number = _next++;
        Grow();
        At(number).Claim = claim;
        _numbers.Add(claim.Buyer, number);
        _present.Add(Index(number), 1);
        return WaitingAnswer.Waiting(Progress(number, queued, nowMs));
    }

    /// <summary>A buyer does not want to wait any more.</summary>
    /// <returns>False where the buyer has no place, or its turn is now.</returns>
    public bool Leave(string buyer)
    {
        if (!_numbers.TryGetValue(buyer, out var number) || number < _nextTurn)
        {
            return false;
        }

        Remove(number);
        StartAnewWhereEmpty();
        return true;
    }

    /// <summary>When the next one's turn is; null where nobody waits for it.</summary>
    public long? NextTurnAtMs(long nowMs) => Count > _taken.Count ? _pace.NextAtMs(nowMs) : null;

    /// <summary>The first in the line, in order; their turn is now. What became of them is said with <see cref="Settle"/> or <see cref="PutBack"/> before the next ones are taken.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="nowMs">Now.</param>
    public IReadOnlyList<ClaimPieces> Take(int max, long nowMs)
    {
        if (_taken.Count > 0)
        {
            throw new InvalidOperationException("Those who were taken before are not settled.");
        }

        var claims = new List<ClaimPieces>();
        for (max = Math.Min(max, _pace.Free(nowMs)); claims.Count < max && _nextTurn < _next; _nextTurn++)
        {
            if (At(_nextTurn).Claim is not { } claim)
            {
                continue;
            }

            if (At(_nextTurn).GoneAtMs < nowMs)
            {
                Remove(_nextTurn);
                continue;
            }

            claims.Add(claim);
            _taken.Add(_nextTurn);
        }

        _pace.Take(claims.Count);
        if (_taken.Count == 0)
        {
            _first = _nextTurn;
        }

        return claims;
    }

    /// <summary>Those who were taken have been decided: they do not wait any more.</summary>
    /// <param name="claims">The claims' numbers in the sale, in the order in which they were taken; 0 = it was refused, or there is nothing to look at.</param>
    /// <param name="nowMs">Now.</param>
    public void Settle(IReadOnlyList<long> claims, long nowMs)
    {
        for (var i = 0; i < _taken.Count; i++)
        {
            var claim = At(_taken[i]).Claim!;
            if (claims[i] > 0)
            {
                _served.Add(claim.Buyer, claim.Key, claims[i], nowMs);
            }

            Remove(_taken[i]);
        }

        _taken.Clear();
        _first = _nextTurn;
    }

    /// <summary>Those who were taken have not been decided: they are the first again.</summary>
    public void PutBack()
    {
        _pace.Take(-_taken.Count);
        _taken.Clear();
        _nextTurn = _first;
    }

    /// <summary>So many claims were decided by now, of those who waited and of others.</summary>
    public void Decided(long count, long nowMs)
    {
        if (Count > 0)
        {
            _rate.Add(count, nowMs);
        }
    }

    /// <summary>The claim to tell a buyer of who comes with another key than the one that was decided, or 0.</summary>
    public long Collect(string buyer, CommandKey key, long nowMs) => _served.IsEmpty ? 0 : _served.Collect(buyer, key, nowMs);

    private WaitingProgress Progress(long number, int queued, long nowMs)
    {
        var ahead = Ahead(number);
        var perSecond = Math.Min(_rate.PerSecond(nowMs), limits.AdmittedPerSecond);
        long? etaMs = perSecond > 0 ? (long)Math.Min((ahead + queued + 1) * 1_000 / perSecond, long.MaxValue / 2) : null;
        var againMs = AgainMs(etaMs, ahead);
        At(number).GoneAtMs = nowMs + againMs + (againMs / WaitingRoomLimits.JitterPart) + limits.GoneMs;
        return new WaitingProgress(number, ahead, perSecond, etaMs, againMs);
    }

    // Whose turn comes soon is asked to come just after it; the others as often as that is no load.
    private long AgainMs(long? etaMs, int ahead)
    {
        var seldomMs = Math.Max(limits.AgainMs, Count * 1_000L / WaitingRoomLimits.MaxLooksPerSecond);

        // Nothing is known yet of how fast it goes: one after the other, so that the first of a large crowd do not wait for the last.
        return etaMs is { } ms
            ? Math.Clamp(ms + (WaitingRoomLimits.LeastAgainMs / 2), WaitingRoomLimits.LeastAgainMs, seldomMs)
            : Math.Min(seldomMs, Math.Max(1_000, ahead * 1_000L / WaitingRoomLimits.MaxLooksPerSecond));
    }

    private int Ahead(long number)
    {
        // Nobody is before the first, but its index is anywhere in the ring.
        var (first, own) = (_present.Before(Index(_first)), _present.Before(Index(number)));
        return Index(number) >= Index(_first) ? own - first : _present.Total - first + own;
    }

    private void LookForGone(int places, long nowMs)
    {
        for (; places > 0 && _nextTurn < _next; places--)
        {
            _looked = _looked >= _next || _looked < _nextTurn ? _nextTurn : _looked;
            if (At(_looked) is { Claim: not null } place && place.GoneAtMs < nowMs)
            {
                Remove(_looked);
            }

            _looked++;
        }

        StartAnewWhereEmpty();
    }

    // Places of those who left take up none of the room once nobody is behind them.
    private void StartAnewWhereEmpty()
    {
        if (Count == 0)
        {
            _first = _nextTurn = _next;
        }
    }

    private void Remove(long number)
    {
        ref var place = ref At(number);
        _numbers.Remove(place.Claim!.Buyer);
        _present.Add(Index(number), -1);
        place = default;
        if (Count == 0 && _places.Length > SmallestSize)
        {
            // A crowd's memory goes with the crowd.
            (_places, _present) = (new Place[SmallestSize], new PresenceTree(SmallestSize));
            _numbers.TrimExcess(0);
        }
    }

    private void Grow()
    {
        if (_next - _first <= _places.Length)
        {
            return;
        }

        var (places, mask) = (_places, _places.Length - 1);
        _places = new Place[places.Length * 2];
        _present = new PresenceTree(_places.Length);
        for (var number = _first; number < _next - 1; number++)
        {
            if (places[number & mask] is { Claim: not null } place)
            {
                At(number) = place;
                _present.Add(Index(number), 1);
            }
        }
    }

    private int Index(long number) => (int)(number & (_places.Length - 1));

    private ref Place At(long number) => ref _places[Index(number)];

    private record struct Place
    {
        public ClaimPieces? Claim { get; set; }

        public long GoneAtMs { get; set; }
    }
}
