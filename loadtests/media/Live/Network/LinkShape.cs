using CrossLive.LoadTests.Media.Links;

namespace CrossLive.LoadTests.Media.Live.Network;

/// <summary>What one direction of a link does to packets.</summary>
/// <param name="DelayMs">How long a packet is on its way once it has left the queue.</param>
/// <param name="LossShare">The share of packets that are lost, each by itself: 0 to 1.</param>
/// <param name="BitsPerSecond">What it carries; null: as much as comes, or as much as its trace says.</param>
/// <param name="QueueBytes">What waits before it at most; a packet that does not fit any more is lost (droptail).</param>
internal sealed record LinkShape(double DelayMs, double LossShare = 0, long? BitsPerSecond = null, int QueueBytes = 256 * 1024)
{
    /// <summary>It carries what a trace says, in a loop, in place of a rate.</summary>
    public PlayedLink? Trace { get; init; }
}

/// <summary>A trace that is played from a moment on.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="BeganMs">When it began.</param>
internal sealed record PlayedLink(LinkTrace Trace, double BeganMs);
