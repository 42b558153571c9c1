namespace CrossLive.FlashSales;

/// <summary>
/// Claims that wait for what comes back, first come first served within a platform. Between platforms the one that waits longest and whose pieces are there
/// comes first: pieces of one platform's own do not wait for buyers of another.
/// </summary>
internal sealed class SaleQueue
{
    private readonly SortedDictionary<string, Queue<SaleClaim>> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _waitingOn = new(StringComparer.Ordinal);
    private long _lastPlace;
    private long _served;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a claim at the end.</summary>
    public void Add(SaleClaim claim)
    {
        claim.Place = ++_lastPlace;
        if (!_lines.TryGetValue(claim.Platform, out var line))
        {
            _lines.Add(claim.Platform, line = new Queue<SaleClaim>());
        }

        line.Enqueue(claim);
        _waitingOn[claim.Platform] = _waitingOn.GetValueOrDefault(claim.Platform) + 1;
        Count++;
    }

    /// <summary>True where somebody of a platform waits.</summary>
    public bool HasWaiting(string platform) => _waitingOn.GetValueOrDefault(platform) > 0;

    /// <summary>A claim does not wait any more. It is passed over when its turn comes.</summary>
    public void Leave(SaleClaim claim)
    {
        Count--;
        _waitingOn[claim.Platform]--;
    }

    /// <summary>About how many wait before a claim, plus one: those who left since are not counted out before their turn comes.</summary>
    public long PlaceOf(SaleClaim claim) => Math.Max(1, Math.Min(claim.Place - _served, Count));

    /// <summary>Takes pieces for the first who can be served, or null.</summary>
    public SaleClaim? ServeNext(SaleStock stock)
    {
        SaleClaim? first = null;
        foreach (var line in _lines.Values)
        {
            while (line.TryPeek(out var gone) && gone.Status != ClaimStatus.Waiting)
            {
                line.Dequeue();
            }

            if (line.TryPeek(out var head) && head.Quantity <= stock.FreeFor(head.Platform) && (first is null || head.Place < first.Place))
            {
                first = head;
            }
        }

        if (first is null || !stock.TryTake(first))
        {
            return null;
        }

        _lines[first.Platform].Dequeue();
        _served = Math.Max(_served, first.Place);
        Leave(first);
        return first;
    }

    /// <summary>Sends everybody home.</summary>
    public IEnumerable<SaleClaim> Clear()
    {
        var waiting = _lines.Values.SelectMany(line => line).Where(claim => claim.Status == ClaimStatus.Waiting).OrderBy(claim => claim.Place).ToArray();
        _lines.Clear();
        _waitingOn.Clear();
        Count = 0;
        return waiting;
    }
}
