using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Douyin;

/// <summary>Douyin's live data push holds comments (only those with a configured keyword), gifts, likes merged every 2 s, and joins of the fan club, which count as follows; it promises no order. No comment API is known.</summary>
public static class DouyinDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "douyin",
        "Douyin",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Gift | PlatformEvents.Follow | PlatformEvents.Viewers,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
