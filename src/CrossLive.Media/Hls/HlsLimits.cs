namespace CrossLive.Media.Hls;

/// <summary>Limits of HLS. What stands beside each is what happens there.</summary>
public sealed record HlsLimits
{
    /// <summary>Least time of a segment: the first keyframe behind it begins the next one.</summary>
    public int SegmentMs { get; init; } = 1_000;

    /// <summary>Segments of the playlist; the oldest goes as a new one comes.</summary>
    public int WindowSegments { get; init; } = 6;

    /// <summary>Segments that are kept behind the playlist, for players that are still at them.</summary>
    public int KeptSegments { get; init; } = 4;

    /// <summary>Bytes of all segments that are kept; at more the oldest go, and a segment that alone is larger is not kept.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time of a segment at most: where no keyframe comes it is cut all the same.</summary>
    public int MaxSegmentMs { get; init; } = 10_000;

    /// <summary>Players at one time, with those of the preview's other form; one more is refused.</summary>
    public int MaxPlayers { get; init; } = 8;

    /// <summary>A player that has asked for nothing for so long is gone; where all are, nothing is made any more.</summary>
    public int PlayerGoneMs { get; init; } = 30_000;

    /// <summary>A player that comes first waits so long for the first segment, at most.</summary>
    public int FirstSegmentWithinMs { get; init; } = 15_000;
}
