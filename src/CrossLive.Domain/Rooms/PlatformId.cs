using System.Diagnostics.CodeAnalysis;

namespace CrossLive.Rooms;

/// <summary>The short names of platforms as they stand in events: lower-case letters, digits and '-', 2 to 24 characters.</summary>
public static class PlatformId
{
    /// <summary>Most characters a platform's name has.</summary>
    public const int MaxLength = 24;

    /// <summary>The operator's own player: viewers who are connected to our gateway.</summary>
    public const string Web = "web";

    /// <summary>True where <paramref name="platform"/> has the form of a platform's name (it need not be one we have a connector for).</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? platform) =>
        platform is { Length: >= 2 and <= MaxLength } && platform.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
