using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Bilibili;

/// <summary>Bilibili's live open platform: chat, likes, gifts (a free one may carry a price: a bridge leaves the price of what was not paid out), people who enter, and super chats that are taken back. No way to send is known.</summary>
public static class BilibiliDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "bilibili",
        "Bilibili",
        PlatformKind.Generic,
        PlatformEvents.Chat | PlatformEvents.Like | PlatformEvents.Gift | PlatformEvents.Viewers | PlatformEvents.Deletion,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
