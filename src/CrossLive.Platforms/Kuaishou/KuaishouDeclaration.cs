using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Kuaishou;

/// <summary>Kuaishou has no official chat API: a bridge pushes its events.</summary>
public static class KuaishouDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "kuaishou",
        "Kuaishou",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Gift | PlatformEvents.Share | PlatformEvents.Follow | PlatformEvents.Viewers,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
