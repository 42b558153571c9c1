using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Shopee;

/// <summary>Shopee Live: comments are polled by a bridge (they can be read for 10 s only). Takes comments of the host up to 150 characters through livestream.post_comment.</summary>
public static class ShopeeDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "shopee",
        "Shopee Live",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Share | PlatformEvents.Follow | PlatformEvents.Viewers,
        new PlatformOutbound(PlatformMessages.Announcement | PlatformMessages.ProductLink, MaxTextLength: 150),
        GenericConnection.RulesWithSending);
}
