using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Shopify;

/// <summary>A player inside a Shopify storefront. It sells, so it has no gifts; its orders come by <see cref="ShopifyOrdersDeclaration"/>.</summary>
public static class ShopifyDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "shopify",
        "Shopify storefront",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Share | PlatformEvents.Viewers,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
