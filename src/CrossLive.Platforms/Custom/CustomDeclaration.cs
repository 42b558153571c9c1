using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Custom;

/// <summary>Whatever a customer connects on their own: every kind of event is allowed, and what is to be said there goes to their bridge.</summary>
public static class CustomDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "custom",
        "Custom",
        PlatformKind.Generic,
        PlatformEvents.All,
        new PlatformOutbound(PlatformMessages.Announcement | PlatformMessages.ProductLink),
        GenericConnection.RulesWithSending);
}
