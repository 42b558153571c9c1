namespace CrossLive.LoadTests.Media.Measures;

/// <summary>What became of each picture and each audio frame of one sender on one trace, in ms from the trace's beginning. A time of −1 is never.</summary>
internal class StreamLog
{
    /// <summary>Pictures by number: captured, whole at the receiver. Not encoded, dropped and not yet arrived ones are −1.</summary>
    public List<(long CapturedMs, long ArrivedMs)> Pictures { get; init; } = [];

    /// <summary>Audio frames in the same way; captured is when the last of a frame was.</summary>
    public List<(long CapturedMs, long ArrivedMs)> Audio { get; init; } = [];

    /// <summary>What was decided, in order.</summary>
    public List<LoggedDecision> Decisions { get; init; } = [];

    /// <summary>Media bytes of whole units that arrived.</summary>
    public long ArrivedBytes { get; set; }
}
