namespace CrossLive.Platforms.Shopify;

/// <summary>Orders of a Shopify shop, by its webhooks. Beside <see cref="ShopifyDeclaration"/>, whose player sends everything else.</summary>
public static class ShopifyOrdersDeclaration
{
    private const int MaxSecretLength = 255;

    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "shopify-orders",
        "Shopify orders",
        PlatformKind.ShopifyWebhooks,
        PlatformEvents.Order,
        PlatformOutbound.Nothing,
        ConnectionRules.SecretsOnly(
            $"must be the app's client secret, 1 to {MaxSecretLength} printable ASCII characters.",
            secret => secret.Length is >= 1 and <= MaxSecretLength && secret.All(c => c is > ' ' and < '\x7f')));
}
