namespace CrossLive.Media;

/// <summary>What a platform's ingest takes. Rates are in bits a second.</summary>
/// <param name="Name">As in room settings: <c>youtube</c>, <c>twitch</c>, …</param>
/// <param name="Rungs">From the largest picture to the smallest; the last one's <see cref="Rung.LeastBps"/> is the least that is sent.</param>
/// <param name="AudioBps">Its usual audio rate.</param>
/// <param name="KeyframeMs">From one keyframe to the next at most, in ms.</param>
/// <param name="MayChangeSize">False where the platform asks for one size for a whole stream: then rates change, sizes do not.</param>
/// <param name="Source">Where the figures are from.</param>
public sealed record PlatformProfile(string Name, IReadOnlyList<Rung> Rungs, int AudioBps, int KeyframeMs, bool MayChangeSize, string Source)
{
    /// <summary>Audio's rate when little is left: AAC that is still good to listen to.</summary>
    public const int LowAudioBps = 48_000;

    /// <summary>True where the platform can be asked how it receives the stream.</summary>
    public bool TellsReception { get; init; }

    /// <summary>The highest video rate.</summary>
    public int MaxVideoBps => Rungs.Max(rung => rung.MostBps);
}
