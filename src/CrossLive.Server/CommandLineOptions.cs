namespace CrossLive.Server;

/// <summary>Short names for what is often given on the command line. All else goes by its whole name, such as <c>--CrossLive:Gateway:MaxViewers=100</c>.</summary>
internal static class CommandLineOptions
{
    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["--role"] = "CrossLive:Server:Role",
        ["--upstream"] = "CrossLive:Edge:Upstream",
    };

    /// <summary>Reads the short names; they win over everything else.</summary>
    public static void AddShortNames(this IConfigurationBuilder configuration, string[] args) => configuration.AddCommandLine(args, ShortNames);
}
