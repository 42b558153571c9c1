using CrossLive.Storage.AzureTables;
using Microsoft.Extensions.Options;

namespace CrossLive.Storage;

/// <summary>Where rooms and documents are kept. Section <c>CrossLive:Storage</c> of the configuration.</summary>
public sealed class StorageOptions
{
    /// <summary>The options' place in the configuration.</summary>
    public const string Section = "CrossLive:Storage";

    /// <summary>SQLite, in <see cref="DataDirectory"/>: the default, for one machine.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>Azure Tables, see <see cref="AzureTables"/>: for clusters.</summary>
    public const string AzureTablesProvider = "azure-tables";

    /// <summary><see cref="Sqlite"/> or <see cref="AzureTablesProvider"/>.</summary>
    public string Provider { get; set; } = Sqlite;

    /// <summary>The folder of SQLite's <c>rooms.db</c>, on a local disk. Created where it is missing.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>How Azure Tables are reached.</summary>
    public AzureTablesOptions AzureTables { get; set; } = new();
}

/// <summary>Refuses options that cannot work, when the process starts.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = options.Provider switch
        {
            StorageOptions.Sqlite when string.IsNullOrWhiteSpace(options.DataDirectory) => [$"Set {StorageOptions.Section}:DataDirectory to the folder in which rooms.db is to stand."],
            StorageOptions.Sqlite => [],
            StorageOptions.AzureTablesProvider => options.AzureTables.Validate($"{StorageOptions.Section}:AzureTables").ToArray(),
            _ => [$"{StorageOptions.Section}:Provider is '{options.Provider}'; set it to '{StorageOptions.Sqlite}' or '{StorageOptions.AzureTablesProvider}'."],
        };
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
