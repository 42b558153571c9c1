
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>A way of sending a live stream over one connection.</summary>
internal interface ISender
{
    /// <summary>One millisecond passes.</summary>
    void Pass(long nowMs);

    /// <summary>Why no more is on its way, after the last millisecond.</summary>
    IdleReason Idle { get; }
}
