using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

/// <summary>A storage account's tables: what <see cref="AzureTablesRoomLog"/> and <see cref="AzureTablesDocumentStore"/> stand on together. Holds no connection of its own.</summary>
public sealed class AzureTablesAccount
{
    /// <summary>One request that is not answered for so long is tried again.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Prepares the clients; nothing is sent before the first use.</summary>
    /// <param name="options">Valid options, see <see cref="AzureTablesOptions.Validate"/>.</param>
    /// <param name="time">For the waits between tries.</param>
    /// <param name="random">For the jitter of those waits; used under a lock.</param>
    /// <param name="loggers">Where to log.</param>
    public AzureTablesAccount(AzureTablesOptions options, TimeProvider time, Random random, ILoggerFactory loggers)
        : this(options, time, random, loggers, transport: null)
    {
    }

    /// <summary>With another transport; for tests.</summary>
    internal AzureTablesAccount(AzureTablesOptions options, TimeProvider time, Random random, ILoggerFactory loggers, HttpPipelineTransport? transport)
    {
        var retry = new TableRetry(time, random, loggers.CreateLogger<TableRetry>());
        var service = CreateService(options, transport);
        Rooms = new RetriedTable(service.GetTableClient(options.TablePrefix + "Rooms"), retry);
        Documents = new RetriedTable(service.GetTableClient(options.TablePrefix + "Documents"), retry);
    }

    /// <summary>The rooms' logs and snapshots.</summary>
    internal RetriedTable Rooms { get; }

    /// <summary>The documents.</summary>
    internal RetriedTable Documents { get; }

    private static TableServiceClient CreateService(AzureTablesOptions options, HttpPipelineTransport? transport)
    {
        var client = new TableClientOptions();

        // Only TableRetry tries again: a second try of an append has to know that it is one.
        client.Retry.MaxRetries = 0;
        client.Retry.NetworkTimeout = RequestTimeout;
        if (transport is not null)
        {
            client.Transport = transport;
        }

        return options switch
        {
            { ConnectionString: { } connectionString } => new TableServiceClient(connectionString, client),
            { SasUri: { } sas } => new TableServiceClient(sas, client),
            _ => new TableServiceClient(options.Endpoint, new DefaultAzureCredential(), client),
        };
    }
}
