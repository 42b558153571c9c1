using System.Globalization;

namespace CrossLive.Server.Tests.Processes;

/// <summary>How a server process is started: its ports, its data and what else it is told through its environment. Used again for a restart.</summary>
/// <param name="DataDirectory">Where it keeps its data.</param>
internal sealed record ServerSettings(string DataDirectory)
{
    /// <summary>The price of the one gift in the catalog, in minor units.</summary>
    public const long RoseMinorUnits = 100;

    /// <summary>Where it listens for clients.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Where other silos reach it.</summary>
    public int SiloPort { get; } = FreePort.Next();

    /// <summary>Where Orleans clients reach it.</summary>
    public int GatewayPort { get; } = FreePort.Next();

    /// <summary>ASPNETCORE_ENVIRONMENT.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>Environment variables on top; null = not set at all.</summary>
    public IReadOnlyDictionary<string, string?> More { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Its address.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"));

    /// <summary>All environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Variables()
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = Environment,
            ["ASPNETCORE_URLS"] = Address.ToString(),
            ["CrossLive__Server__DataDirectory"] = DataDirectory,
            ["CrossLive__Server__Cluster__SiloPort"] = SiloPort.ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Server__Cluster__GatewayPort"] = GatewayPort.ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Gateway__Gifts__0__Id"] = "rose",
            ["CrossLive__Gateway__Gifts__0__Name"] = "Rose",
            ["CrossLive__Gateway__Gifts__0__MinorUnits"] = RoseMinorUnits.ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Gateway__Gifts__0__Currency"] = "CNY",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__CrossLive"] = "Information",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",

            // A process that lives for a second is not worth optimising: starts are what these tests spend their time on.
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
        };
        foreach (var (name, value) in More)
        {
            variables[name] = value;
        }

        return variables;
    }
}
