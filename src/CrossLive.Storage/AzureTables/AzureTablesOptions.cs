using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>How Azure Tables are reached. Exactly one of <see cref="ConnectionString"/>, <see cref="SasUri"/> and <see cref="Endpoint"/> is set.</summary>
public sealed class AzureTablesOptions
{
    /// <summary>A storage account's connection string, or one for Azurite.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The table endpoint with a shared access signature: it needs to read, add, update and delete, and to create tables unless they exist.</summary>
    public Uri? SasUri { get; set; }

    /// <summary>The table endpoint, to be reached with the process's Azure identity (role "Storage Table Data Contributor").</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>What the tables' names begin with: a letter, then letters and digits, 1 to 40 characters.</summary>
    public string TablePrefix { get; set; } = "CrossLive";

    /// <summary>What is wrong with the options, each as a sentence that says what to set.</summary>
    /// <param name="section">The options' place in the configuration.</param>
    public IEnumerable<string> Validate(string section)
    {
        var ways = new[] { !string.IsNullOrWhiteSpace(ConnectionString), SasUri is not null, Endpoint is not null }.Count(isSet => isSet);
        if (ways != 1)
        {
            yield return $"Set exactly one of {section}:ConnectionString, {section}:SasUri and {section}:Endpoint ({ways} are set).";
        }

        if (!string.IsNullOrWhiteSpace(ConnectionString) && !IsConnectionString(ConnectionString))
        {
            yield return $"{section}:ConnectionString is not a storage account's connection string (AccountName=…;AccountKey=…;…).";
        }

        if (SasUri is not null && !(IsHttp(SasUri) && SasUri.Query.Contains("sig=", StringComparison.Ordinal)))
        {
            yield return $"{section}:SasUri must be an http or https address of the table endpoint with its signature (sig=…).";
        }

        if (Endpoint is not null && !(IsHttp(Endpoint) && Endpoint.Scheme == Uri.UriSchemeHttps))
        {
            yield return $"{section}:Endpoint must be an https address, such as https://ACCOUNT.table.core.windows.net.";
        }

        if (TablePrefix is not { Length: >= 1 and <= 40 } || !char.IsAsciiLetter(TablePrefix[0]) || !TablePrefix.All(char.IsAsciiLetterOrDigit))
        {
            yield return $"{section}:TablePrefix must be a letter and then letters and digits, 1 to 40 characters.";
        }
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            _ = new TableServiceClient(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsHttp(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
