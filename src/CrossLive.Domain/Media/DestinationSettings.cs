namespace CrossLive.Media;

/// <summary>How a destination is connected.</summary>
public enum MediaTransport
{
    /// <summary>RTMP or RTMPS, so TCP.</summary>
    Rtmp,

    /// <summary>SRT.</summary>
    Srt,
}

/// <summary>What a destination's <see cref="BitrateController"/> is told.</summary>
/// <param name="Platform">Its limits.</param>
/// <param name="Transport">How it is connected.</param>
public sealed record DestinationSettings(PlatformProfile Platform, MediaTransport Transport)
{
    /// <summary>See <see cref="DelayBudgetMs"/>.</summary>
    public const int UsualDelayBudgetMs = 1_000;

    /// <summary>The operator's own limit of video, in bits a second; the platform's holds beside it. At least <see cref="BitrateLimits.LeastVideoBps"/>.</summary>
    public int MaxVideoBps { get; init; } = Platform.MaxVideoBps;

    /// <summary>Where video starts, in bits a second; <see cref="HighestVideoBps"/> holds beside it.</summary>
    public int FirstVideoBps { get; init; } = BitrateLimits.FirstVideoBps;

    /// <summary>What may be spent on repair, in ms (SRT).</summary>
    public int DelayBudgetMs { get; init; } = UsualDelayBudgetMs;

    /// <summary>How fast the rate is raised.</summary>
    public BitratePace Pace { get; init; } = BitratePace.Quick;

    /// <summary>How much may be on its way.</summary>
    public InFlightShape Shape { get; init; } = InFlightShape.Careful;

    /// <summary>The limit that holds.</summary>
    public int HighestVideoBps => Math.Max(BitrateLimits.LeastVideoBps, Math.Min(MaxVideoBps, Platform.MaxVideoBps));
}
