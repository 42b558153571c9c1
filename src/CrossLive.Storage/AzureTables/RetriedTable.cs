using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>One table, created at the first use. Every request goes through <see cref="TableRetry"/>.</summary>
internal sealed class RetriedTable(TableClient client, TableRetry retry)
{
    /// <summary>Most entities that a page is asked for. The service gives fewer where they are large.</summary>
    public const int MaxPageEntities = 200;

    /// <summary>Most actions of a transaction; the service's limit.</summary>
    public const int MaxTransactionActions = 100;

    private volatile bool _exists;

    /// <summary>Runs a request; it is told whether an earlier try may have been carried out.</summary>
    /// <exception cref="TableFailure">It failed for good.</exception>
    public async Task<T> RunAsync<T>(string what, Func<TableClient, bool, Task<T>> request, CancellationToken cancellationToken)
    {
        await EnsureExistsAsync(cancellationToken);
        return await retry.RunAsync(what, mayBeWritten => request(client, mayBeWritten), cancellationToken);
    }

    /// <summary>Reads an entity, or null.</summary>
    public Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken) => RunAsync(
        "read",
        async (table, _) =>
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellationToken);
            return found.HasValue ? found.Value : null;
        },
        cancellationToken);

    /// <summary>Writes an entity whatever is there. Repeating it does no harm.</summary>
    public Task<Response> UpsertAsync(TableEntity entity, CancellationToken cancellationToken) =>
        RunAsync("write", (table, _) => table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken), cancellationToken);

    /// <summary>Reads entities in the order of their keys, page by page; each page is tried again by itself.</summary>
    /// <param name="filter">OData filter, see <see cref="TableClient.CreateQueryFilter(FormattableString)"/>.</param>
    /// <param name="select">The properties wanted; null = all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<IReadOnlyList<TableEntity>> QueryAsync(string filter, IEnumerable<string>? select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var from = continuation;
            var page = await RunAsync("query", (table, _) => ReadPageAsync(table, filter, select, from, cancellationToken), cancellationToken);
            yield return page?.Values ?? [];
            continuation = page?.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(continuation));
    }

    /// <summary>Deletes entities of a partition whatever their versions; those that are gone already are no error.</summary>
    public async Task DeleteAsync(string partitionKey, IEnumerable<string> rowKeys, CancellationToken cancellationToken)
    {
        foreach (var keys in rowKeys.Chunk(MaxTransactionActions))
        {
            await RunAsync("delete", (table, _) => DeleteTogetherAsync(table, partitionKey, keys, cancellationToken), cancellationToken);
        }
    }

    private static async Task<Page<TableEntity>?> ReadPageAsync(TableClient table, string filter, IEnumerable<string>? select, string? continuation, CancellationToken cancellationToken)
    {
        var query = table.QueryAsync<TableEntity>(filter, MaxPageEntities, select, cancellationToken);
        await foreach (var page in query.AsPages(continuation, MaxPageEntities))
        {
            return page;
        }

        return null;
    }

    private static async Task<bool> DeleteTogetherAsync(TableClient table, string partitionKey, string[] keys, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(keys.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partitionKey, key), ETag.All)), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // One of them is gone (an earlier try, another trim), and the transaction did nothing.
            foreach (var key in keys)
            {
                await table.DeleteEntityAsync(partitionKey, key, ETag.All, cancellationToken);
            }
        }

        return true;
    }

    private async Task EnsureExistsAsync(CancellationToken cancellationToken)
    {
        if (_exists)
        {
            return;
        }

        await retry.RunAsync(
            "create table",
            async _ =>
            {
                try
                {
                    await client.CreateIfNotExistsAsync(cancellationToken);
                }
                catch (RequestFailedException e) when (e.Status == 403)
                {
                    // A signature may be good for the table without being good for creating it; if it is not, the next request says so.
                }

                return true;
            },
            cancellationToken);
        _exists = true;
    }
}
