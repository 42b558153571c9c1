using CrossLive.Orders;

namespace CrossLive.Platforms.TikTokShop;

/// <summary>
/// Orders of a TikTok Shop, by its webhooks. They say that an order has changed and to what, and neither what is in it nor what it comes to: those
/// would have to be asked for, which nothing here does yet.
/// </summary>
public static class TikTokShopDeclaration
{
    /// <summary>Setting: the app's key, part of what is signed.</summary>
    public const string AppKey = "appKey";

    /// <summary>Setting, optional: the sale that the shop's orders belong to while it is connected.</summary>
    public const string Sale = "sale";

    private const int MaxSecretLength = 255;

    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "tiktok-shop",
        "TikTok Shop",
        PlatformKind.TikTokShopWebhooks,
        PlatformEvents.Order,
        PlatformOutbound.Nothing,
        new ConnectionRules(
            $"must be the app's secret, 1 to {MaxSecretLength} printable ASCII characters.",
            IsPrintable,
            1,
            new Dictionary<string, Func<string, string?>>(StringComparer.Ordinal)
            {
                [AppKey] = value => IsPrintable(value) ? null : $"must be 1 to {MaxSecretLength} printable ASCII characters.",
                [Sale] = value => value.Length <= OrderLimits.MaxIdLength && !value.Any(char.IsControl) ? null : $"must be 1 to {OrderLimits.MaxIdLength} characters without control characters.",
            },
            [AppKey]));

    private static bool IsPrintable(string text) => text.Length is >= 1 and <= MaxSecretLength && text.All(c => c is > ' ' and < '\x7f');
}
