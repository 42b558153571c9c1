namespace CrossLive.Media.Fragments;

/// <summary>Limits of fragments. What stands beside each is what happens there.</summary>
public sealed record FragmentLimits
{
    /// <summary>Stream time of one fragment: at more it is cut, and so it is before each keyframe. What is lost when the process dies is one fragment.</summary>
    public int MaxFragmentMs { get; init; } = 1_000;

    /// <summary>Bytes of media after which a fragment is cut.</summary>
    public int MaxFragmentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Stream time that a first keyframe waits for the configuration of the sound; after it a file without sound begins.</summary>
    public int SoundWithinMs { get; init; } = 500;

    /// <summary>Stream time of sound without pictures after which a file without pictures begins.</summary>
    public int PicturesWithinMs { get; init; } = 5_000;

    /// <summary>Time of one file; the first keyframe behind it begins the next one.</summary>
    public long MaxFileMs { get; init; } = long.MaxValue;

    /// <summary>Bytes that wait for either; at more a file begins with what there is.</summary>
    public int MaxWaitingBytes { get; init; } = 16 * 1024 * 1024;
}
