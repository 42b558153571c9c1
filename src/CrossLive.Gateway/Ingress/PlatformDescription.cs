using CrossLive.Platforms;

namespace CrossLive.Gateway.Ingress;

/// <summary>A platform's declaration as operators read it.</summary>
/// <param name="Name">Short name.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="Kind">"generic", "twitchEventSub", "youTubePolling", "shopifyWebhooks" or "tikTokShopWebhooks".</param>
/// <param name="Sends">Which events it may send.</param>
/// <param name="Takes">What it may be sent.</param>
/// <param name="MaxTextLength">Most characters of a text it takes, where published.</param>
/// <param name="RateLimit">How much it takes, where published.</param>
/// <param name="Settings">The settings that a connection may have.</param>
/// <param name="RequiredSettings">Those that it must have.</param>
/// <param name="NeedsSecrets">True where it signs what it sends.</param>
internal sealed record PlatformDescription(
    string Name,
    string DisplayName,
    string Kind,
    IReadOnlyList<string> Sends,
    IReadOnlyList<string> Takes,
    int? MaxTextLength,
    PlatformRateLimit? RateLimit,
    IReadOnlyList<string> Settings,
    IReadOnlyList<string> RequiredSettings,
    bool NeedsSecrets)
{
    public static PlatformDescription Of(PlatformDeclaration platform) => new(
        platform.Name,
        platform.DisplayName,
        CamelCase(platform.Kind.ToString()),
        NamesOf(platform.Sends, PlatformEvents.None, PlatformEvents.All),
        NamesOf(platform.Takes.Messages, PlatformMessages.None),
        platform.Takes.MaxTextLength,
        platform.Takes.RateLimit,
        [.. platform.Connection.Settings.Keys],
        platform.Connection.RequiredSettings,
        platform.Connection.MinSecrets > 0);

    private static string[] NamesOf<TFlags>(TFlags flags, params TFlags[] combined)
        where TFlags : struct, Enum =>
        [.. Enum.GetValues<TFlags>().Where(flag => !combined.Contains(flag) && flags.HasFlag(flag)).Select(flag => CamelCase(flag.ToString()))];

    internal static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>How a platform is doing in a room. Counts are since its adapter was activated.</summary>
internal sealed record PlatformReport(
    string Platform,
    string DisplayName,
    string State,
    string? Detail,
    long Accepted,
    long Repeated,
    long Rejected,
    long Refused,
    long? LastEventAtUnixMs,
    long? LastErrorAtUnixMs,
    string? LastError)
{
    public static PlatformReport Of(PlatformDeclaration platform, PlatformHealth health) => new(
        platform.Name,
        platform.DisplayName,
        PlatformDescription.CamelCase(health.State.ToString()),
        health.Detail,
        health.Accepted,
        health.Repeated,
        health.Rejected,
        health.Refused,
        health.LastEventAtUnixMs,
        health.LastErrorAtUnixMs,
        health.LastError);
}
