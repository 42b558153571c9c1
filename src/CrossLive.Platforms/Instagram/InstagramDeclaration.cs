using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Instagram;

/// <summary>Instagram tells live comments only, and takes one private reply per comment, while the host is live.</summary>
public static class InstagramDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "instagram",
        "Instagram Live",
        PlatformKind.Generic,
        PlatformEvents.Chat,
        new PlatformOutbound(PlatformMessages.Reply),
        GenericConnection.Rules);
}
