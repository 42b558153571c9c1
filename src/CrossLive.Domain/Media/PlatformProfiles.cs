namespace CrossLive.Media;

/// <summary>
/// Platforms' limits and recommendations as they were published, read in 2026-11. Where a platform gives a range, a rung has it; steps below the published ones
/// (for a link that carries no more) are ours, 480p and smaller, and stand in every ladder alike.
/// </summary>
public static class PlatformProfiles
{
    private static readonly Rung[] Small =
    [
        new(854, 480, 30, 600_000, 1_500_000),
        new(640, 360, 30, 300_000, 800_000),
        new(426, 240, 15, BitrateLimits.LeastVideoBps, 400_000),
    ];

    /// <summary>YouTube: 1080p30 3 to 8 Mbps, 720p30 as much; keyframes every 2 s recommended, 4 s at most; audio 128 kbps.</summary>
    public static readonly PlatformProfile YouTube = new(
        "youtube",
        [new(1920, 1080, 60, 6_000_000, 10_000_000), new(1920, 1080, 30, 3_000_000, 8_000_000), new(1280, 720, 30, 1_200_000, 4_000_000), .. Small],
        128_000, 2_000, MayChangeSize: true, "YouTube Help, \"Choose live encoder settings, bitrates, and resolutions\" (answer 2853702)")
    {
        TellsReception = true,
    };

    /// <summary>Twitch: 1080p60 6 Mbps, 1080p30 and 720p60 4.5, 720p30 3; keyframes every 2 s; audio 128 kbps, 320 at most.</summary>
    public static readonly PlatformProfile Twitch = new(
        "twitch",
        [new(1920, 1080, 60, 4_500_000, 6_000_000), new(1920, 1080, 30, 3_000_000, 4_500_000), new(1280, 720, 30, 1_200_000, 3_000_000), .. Small],
        128_000, 2_000, MayChangeSize: true, "Twitch, Broadcasting Guidelines and Creator Camp, \"Broadcast Recommendations\"");

    /// <summary>Facebook: 1080p30 3 to 6 Mbps, 720p30 1.5 to 4; keyframes every 2 s recommended, 4 s at most; audio 128 kbps; settings not to be changed while streaming.</summary>
    public static readonly PlatformProfile Facebook = new(
        "facebook",
        [new(1920, 1080, 30, 3_000_000, 6_000_000), new(1280, 720, 30, 1_500_000, 4_000_000), .. Small],
        128_000, 2_000, MayChangeSize: false, "Meta for Developers, Live Video API reference, \"Recommended Settings\"");

    /// <summary>TikTok: nothing public was found; ours, careful: vertical 720p30, 3 Mbps, one size for a whole stream.</summary>
    public static readonly PlatformProfile TikTok = new(
        "tiktok",
        [
            new(720, 1280, 30, 1_200_000, 3_000_000), new(480, 854, 30, 600_000, 1_500_000), new(360, 640, 30, 300_000, 800_000),
            new(240, 426, 15, BitrateLimits.LeastVideoBps, 400_000),
        ],
        128_000, 2_000, MayChangeSize: false, "none public was found: our own choice");

    /// <summary>Any other RTMP or SRT ingest: 1080p30 at 4.5 Mbps. Sizes may change: nginx, ffmpeg and GStreamer as receivers followed without loss.</summary>
    public static readonly PlatformProfile Generic = new(
        "generic",
        [new(1920, 1080, 30, 3_000_000, 4_500_000), new(1280, 720, 30, 1_200_000, 3_000_000), .. Small],
        128_000, 2_000, MayChangeSize: true, "our own choice: what all of the above take");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<PlatformProfile> All = [YouTube, Twitch, Facebook, TikTok, Generic];

    /// <summary>A platform's, or <see cref="Generic"/> where it is not known.</summary>
    public static PlatformProfile Of(string name) => All.FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase)) ?? Generic;
}
