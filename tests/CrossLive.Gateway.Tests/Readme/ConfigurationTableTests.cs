using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CrossLive.FlashSales;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Edges;
using CrossLive.Gateway.Ingress;
using CrossLive.Media.Ingest;
using CrossLive.Media.Recording;
using CrossLive.Platforms;
using CrossLive.Rooms;
using CrossLive.Server;
using CrossLive.Storage;
using CrossLive.Storage.AzureTables;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Readme;

/// <summary>The READMEs' tables of settings name every option with the default and the range that the code has.</summary>
public sealed class ConfigurationTableTests
{
    private const string FirstGift = "CrossLive:Gateway:Gifts:0";

    private static readonly Dictionary<string, Type> Sections = new(StringComparer.Ordinal)
    {
        ["CrossLive:Server"] = typeof(ServerOptions),
        ["CrossLive:Server:Cluster"] = typeof(ClusterOptionsSection),
        ["CrossLive:Edge"] = typeof(EdgeOptions),
        ["CrossLive:Storage"] = typeof(StorageOptions),
        ["CrossLive:Storage:AzureTables"] = typeof(AzureTablesOptions),
        ["CrossLive:Auth"] = typeof(TokenOptions),
        ["CrossLive:Gateway"] = typeof(GatewayOptions),
        [FirstGift] = typeof(GiftOfferOptions),
        ["CrossLive:Ingress"] = typeof(IngressOptions),
        ["CrossLive:Platforms"] = typeof(PlatformAdapterOptions),
        ["CrossLive:Media"] = typeof(MediaOptions),
        ["CrossLive:Recordings"] = typeof(RecordingOptions),
        ["CrossLive:Rooms"] = typeof(RoomGrainOptions),
        ["CrossLive:Sales"] = typeof(FlashSaleOptions),
    };

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Every_setting_is_there_once_and_nothing_else(string readme) => RowsOf(readme).Select(row => row.Name).ShouldBe(Settings().Select(setting => setting.Name), ignoreOrder: true);

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void A_setting_s_default_is_the_code_s(string readme)
    {
        var rows = RowsOf(readme).ToDictionary(row => row.Name, row => row.Default, StringComparer.Ordinal);

        // The catalog's own fields have no default in the code: what stands there is the catalog of appsettings.json.
        foreach (var (name, property, value) in Settings().Where(setting => !setting.Name.StartsWith(FirstGift, StringComparison.Ordinal) && setting.Value is not IList))
        {
            rows[name].ShouldBe(Shown(value), name);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void A_setting_s_range_is_the_code_s(string readme)
    {
        var rows = RowsOf(readme).ToDictionary(row => row.Name, row => row.Range, StringComparer.Ordinal);
        foreach (var (name, property, _) in Settings())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && Number(range.Maximum) < long.MaxValue)
            {
                var unit = name.EndsWith("Ms", StringComparison.Ordinal) ? " ms" : string.Empty;
                rows[name].ShouldBe($"{Shown(Number(range.Minimum))}–{Shown(Number(range.Maximum))}{unit}", name);
            }
        }
    }

    private static IEnumerable<(string Name, PropertyInfo Property, object? Value)> Settings() =>
        from section in Sections
        let defaults = Activator.CreateInstance(section.Value)
        from property in section.Value.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where !Sections.ContainsValue(property.PropertyType)
        select ($"{section.Key}:{property.Name}", property, property.GetValue(defaults));

    private static IEnumerable<(string Name, string Default, string Range)> RowsOf(string readme)
    {
        using var resource = typeof(ConfigurationTableTests).Assembly.GetManifestResourceStream(readme)!;
        using var reader = new StreamReader(resource);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith("| `CrossLive:", StringComparison.Ordinal)).Select(line => line.Split('|')).Select(cells => (cells[1].Trim(' ', '`'), cells[2].Trim(), cells[3].Trim()))];
    }

    private static double Number(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Shown(object? value) => value switch
    {
        null or "" => string.Empty,
        string text => $"`{text}`",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name),
    };
}
