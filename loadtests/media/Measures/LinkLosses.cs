namespace CrossLive.LoadTests.Media.Measures;

/// <summary>Counts the chances to send that a link offered and nobody used, by why the sender had nothing there. Pure.</summary>
/// <param name="aheadMs">From when a sender writes until it is at the link, in ms.</param>
internal sealed class LinkLosses(int aheadMs)
{
    private readonly long[] _bytes = new long[Enum.GetValues<IdleReason>().Length];
    private readonly Queue<IdleReason> _reasons = new();

    /// <summary>Bytes lost for a reason.</summary>
    public long Bytes(IdleReason reason) => _bytes[(int)reason];

    /// <summary>One millisecond has passed.</summary>
    /// <param name="unusedBytes">What the link could have carried in addition.</param>
    /// <param name="reason">Why the sender writes no more now: it counts for what is unused <c>aheadMs</c> later.</param>
    public void Note(long unusedBytes, IdleReason reason)
    {
        _reasons.Enqueue(reason);
        if (_reasons.Count > aheadMs)
        {
            _bytes[(int)_reasons.Dequeue()] += unusedBytes;
        }
    }

    /// <summary>As shares of what the link could carry.</summary>
    public IReadOnlyDictionary<string, double> Shares(long capacityBytes) =>
        Enum.GetValues<IdleReason>().ToDictionary(reason => reason.ToString(), reason => Bytes(reason) / (double)capacityBytes, StringComparer.Ordinal);
}
