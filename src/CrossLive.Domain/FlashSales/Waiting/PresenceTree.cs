namespace CrossLive.FlashSales.Waiting;

/// <summary>Which of a row of places are taken, and how many of them before any place: a Fenwick tree, both in O(log n).</summary>
/// <param name="size">How many places.</param>
internal sealed class PresenceTree(int size)
{
    private readonly int[] _sums = new int[size + 1];

    /// <summary>How many are there.</summary>
    public int Total { get; private set; }

    /// <summary>Somebody comes (+1) or goes (−1).</summary>
    public void Add(int place, int change)
    {
        Total += change;
        for (var i = place + 1; i < _sums.Length; i += i & -i)
        {
            _sums[i] += change;
        }
    }

    /// <summary>How many are there before a place.</summary>
    public int Before(int place)
    {
        var sum = 0;
        for (var i = place; i > 0; i -= i & -i)
        {
            sum += _sums[i];
        }

        return sum;
    }
}
