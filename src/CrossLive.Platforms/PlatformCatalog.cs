using CrossLive.Platforms.Bilibili;
using CrossLive.Platforms.Custom;
using CrossLive.Platforms.Douyin;
using CrossLive.Platforms.Facebook;
using CrossLive.Platforms.Instagram;
using CrossLive.Platforms.Kuaishou;
using CrossLive.Platforms.Shopee;
using CrossLive.Platforms.Shopify;
using CrossLive.Platforms.TikTok;
using CrossLive.Platforms.TikTokShop;
using CrossLive.Platforms.Twitch;
using CrossLive.Platforms.YouTube;

namespace CrossLive.Platforms;

/// <summary>Every platform we have a declaration for, by its short name.</summary>
public static class PlatformCatalog
{
    /// <summary>All declarations, in the order they are shown.</summary>
    public static IReadOnlyList<PlatformDeclaration> All { get; } =
    [
        TwitchDeclaration.Value,
        YouTubeDeclaration.Value,
        TikTokDeclaration.Value,
        DouyinDeclaration.Value,
        BilibiliDeclaration.Value,
        KuaishouDeclaration.Value,
        InstagramDeclaration.Value,
        FacebookDeclaration.Value,
        ShopeeDeclaration.Value,
        ShopifyDeclaration.Value,
        ShopifyOrdersDeclaration.Value,
        TikTokShopDeclaration.Value,
        CustomDeclaration.Value,
    ];

    private static readonly Dictionary<string, PlatformDeclaration> ByName = All.ToDictionary(platform => platform.Name, StringComparer.Ordinal);

    /// <summary>The declaration of a platform, or null where there is none by this name.</summary>
    public static PlatformDeclaration? Find(string? name) => name is not null && ByName.TryGetValue(name, out var platform) ? platform : null;
}
