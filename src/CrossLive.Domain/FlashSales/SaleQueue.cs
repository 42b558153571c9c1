using CrossLive.FlashSales.Books;

namespace CrossLive.FlashSales;

/// <summary>
/// Claims that wait for what comes back, first come first served within a platform. Between platforms the one that waits longest and whose pieces are there
/// comes first: pieces of one platform's own do not wait for buyers of another.
/// </summary>
internal sealed class SaleQueue
{
    // By the platform's number.
    private readonly List<Line> _lines = [];
    private int _lastPlace;
    private int _served;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a claim at the end.</summary>
    /// <param name="row">Its row in the book.</param>
    /// <param name="claim">The claim; gets its place.</param>
    public void Add(int row, ref ClaimRow claim)
    {
        claim.Place = ++_lastPlace;
        while (_lines.Count <= claim.Platform)
        {
            _lines.Add(new Line());
        }

        var line = _lines[claim.Platform];
        line.Rows.Enqueue(row);
        line.Waiting++;
        Count++;
    }

    /// <summary>True where somebody of a platform waits.</summary>
    public bool HasWaiting(int platform) => platform < _lines.Count && _lines[platform].Waiting > 0;

    /// <summary>A claim does not wait any more. It is passed over when its turn comes.</summary>
    public void Leave(in ClaimRow claim)
    {
        Count--;
        _lines[claim.Platform].Waiting--;
    }

    /// <summary>About how many wait before a place, plus one: those who left since are not counted out before their turn comes.</summary>
    public long PlaceOf(long place) => Math.Max(1, Math.Min(place - _served, Count));

    /// <summary>Takes pieces for the first who can be served; its row, or -1.</summary>
    public int ServeNext(ClaimBook claims, SaleStock stock)
    {
        var first = -1;
        foreach (var line in _lines)
        {
            while (line.Rows.TryPeek(out var gone) && claims[gone].Status != ClaimStatus.Waiting)
            {
                line.Rows.Dequeue();
            }

            if (line.Rows.TryPeek(out var head) && claims[head].Quantity <= stock.FreeFor(claims[head].Platform) && (first < 0 || claims[head].Place < claims[first].Place))
            {
                first = head;
            }
        }

        if (first < 0)
        {
            return -1;
        }

        ref var served = ref claims[first];
        if (!stock.TryTake(ref served))
        {
            return -1;
        }

        _lines[served.Platform].Rows.Dequeue();
        _served = Math.Max(_served, served.Place);
        Leave(served);
        return first;
    }

    /// <summary>Sends everybody home: their rows.</summary>
    public IReadOnlyList<int> Clear(ClaimBook claims)
    {
        int[] waiting = [.. _lines.SelectMany(line => line.Rows).Where(row => claims[row].Status == ClaimStatus.Waiting)];
        _lines.Clear();
        Count = 0;
        return waiting;
    }

    private sealed class Line
    {
        public Queue<int> Rows { get; } = new();

        public int Waiting { get; set; }
    }
}
