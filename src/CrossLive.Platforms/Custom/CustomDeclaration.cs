using CrossLive.Platforms.Generic;

namespace CrossLive.Platforms.Custom;

/// <summary>Whatever a customer connects on their own: every kind of event is allowed.</summary>
public static class CustomDeclaration
{
    /// <summary>The declaration.</summary>
    public static readonly PlatformDeclaration Value = new(
        "custom",
        "Custom",
        PlatformKind.Generic,
        PlatformEvents.All,
        PlatformOutbound.Nothing,
        GenericConnection.Rules);
}
