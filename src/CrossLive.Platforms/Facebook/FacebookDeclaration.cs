using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Facebook;

/// <summary>Facebook Live streams comments and reactions; reactions count as likes. What it takes was not checked, so nothing is declared.</summary>
public static class FacebookDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "facebook",
        "Facebook Live",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Viewers,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
