namespace CrossLive.Platforms.Shopify;

/// <summary>The headers of Shopify's webhooks.</summary>
public static class ShopifyHeaders
{
    /// <summary>Base64 of HMAC-SHA256 over the raw body with the app's client secret.</summary>
    public const string Signature = "X-Shopify-Hmac-SHA256";

    /// <summary>What happened: one of the topics of <see cref="ShopifyOrderParser"/>.</summary>
    public const string Topic = "X-Shopify-Topic";

    /// <summary>The shop.</summary>
    public const string Shop = "X-Shopify-Shop-Domain";

    /// <summary>What happened, by id: the same for every subscription that tells of it.</summary>
    public const string EventId = "X-Shopify-Event-Id";

    /// <summary>The message, by id: the same when it is sent again.</summary>
    public const string WebhookId = "X-Shopify-Webhook-Id";
}
