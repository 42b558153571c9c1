namespace CrossLive.Media.Preview;

/// <summary>Limits of a stream's preview. What stands beside each is what happens there.</summary>
public sealed record PreviewLimits
{
    /// <summary>Those who watch one stream at one time; one more is refused.</summary>
    public int MaxReaders { get; init; } = 8;

    /// <summary>Bytes of what is kept since the last keyframe. A longer group is forgotten: who comes then waits for the next keyframe.</summary>
    public long MaxCacheBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Stream time of what is kept since the last keyframe. A longer group is forgotten: who comes then waits for the next keyframe.</summary>
    public int MaxCacheMs { get; init; } = 10_000;

    /// <summary>Bytes that wait for one reader. At more it is skipped to the next keyframe.</summary>
    public long MaxWaitingBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Stream time that waits for one reader. At more it is skipped to the next keyframe.</summary>
    public int MaxWaitingMs { get; init; } = 3_000;

    /// <summary>Skips of one reader. At one more it is cut; so is one that took nothing between two of them.</summary>
    public int MaxSkips { get; init; } = 5;
}
