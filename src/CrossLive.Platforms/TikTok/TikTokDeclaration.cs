using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.TikTok;

/// <summary>TikTok LIVE has no official chat API: a bridge pushes its events. Gift streaks fire repeatedly there, so a bridge sends a gift once, at the end of its streak, or gives each step an id of its own and the quantity it adds.</summary>
public static class TikTokDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "tiktok",
        "TikTok LIVE",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Gift | PlatformEvents.Share | PlatformEvents.Follow | PlatformEvents.Viewers,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
