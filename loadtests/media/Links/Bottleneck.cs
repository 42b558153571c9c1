namespace CrossLive.LoadTests.Media.Links;

/// <summary>The narrow link: a droptail queue that a trace empties. What comes to a full queue is lost.</summary>
internal sealed class Bottleneck(LinkTrace trace, int queueBytes)
{
    private readonly Queue<Segment> _queue = new();
    private long _queuedBytes;

    /// <summary>Packets lost.</summary>
    public long Lost { get; private set; }

    /// <summary>What it could have carried in the last millisecond in addition, in bytes.</summary>
    public int UnusedBytes { get; private set; }

    /// <summary>A packet comes.</summary>
    /// <returns>False where it is lost.</returns>
    public bool TryEnqueue(Segment segment)
    {
        segment.LeftBytes = segment.Bytes + Segment.HeaderBytes;
        if (_queuedBytes + segment.LeftBytes > queueBytes)
        {
            Lost++;
            return false;
        }

        _queuedBytes += segment.LeftBytes;
        _queue.Enqueue(segment);
        return true;
    }

    /// <summary>One millisecond passes; packets whose last byte has passed leave.</summary>
    public void Pass(long nowMs, Action<Segment> leaves)
    {
        var left = trace.BytesAt(nowMs);
        while (left > 0 && _queue.TryPeek(out var first))
        {
            var taken = Math.Min(left, first.LeftBytes);
            left -= taken;
            _queuedBytes -= taken;
            first.LeftBytes -= taken;
            if (first.LeftBytes == 0)
            {
                leaves(_queue.Dequeue());
            }
        }

        UnusedBytes = left;
    }
}
