using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>Documents in Azure Tables: an entity each; the service's ETag is the version.</summary>
/// <param name="account">The tables.</param>
public sealed class AzureTablesDocumentStore(AzureTablesAccount account) : IDocumentStore
{
    private const string NameName = "Name";
    private const string WriteName = "Write";

    private readonly RetriedTable _table = account.Documents;

    /// <inheritdoc/>
    public async ValueTask<StoredDocument?> ReadAsync(string partition, string key, CancellationToken cancellationToken)
    {
        CheckNames(partition, key);
        var entity = await Guard(partition, key, () => _table.FindAsync(DocumentKey.Of(partition), DocumentKey.Of(key), cancellationToken));
        return entity is null ? null : new StoredDocument(key, entity.ETag.ToString(), EntityBytes.Get(entity));
    }

    /// <inheritdoc/>
    public async ValueTask<string> WriteAsync(string partition, string key, ReadOnlyMemory<byte> payload, string? etag, CancellationToken cancellationToken)
    {
        CheckNames(partition, key);
        DocumentArguments.CheckPayload(payload);
        var entity = new TableEntity(DocumentKey.Of(partition), DocumentKey.Of(key))
        {
            [NameName] = DocumentName.Escape(key),
            [WriteName] = Guid.NewGuid().ToString("N"),
        };
        EntityBytes.Put(entity, payload.Span);
        return await Guard(partition, key, () => _table.RunAsync("write", (client, mayBeWritten) => WriteAsync(client, entity, etag, mayBeWritten, cancellationToken), cancellationToken))
            ?? throw new DocumentConflictException(partition, key, etag);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string partition, string key, string etag, CancellationToken cancellationToken)
    {
        CheckNames(partition, key);
        ArgumentNullException.ThrowIfNull(etag);
        var isDeleted = await Guard(partition, key, () => _table.RunAsync(
            "delete",
            async (client, mayBeWritten) =>
            {
                try
                {
                    var response = await client.DeleteEntityAsync(DocumentKey.Of(partition), DocumentKey.Of(key), new ETag(etag), cancellationToken);
                    return response.Status != 404 || IsGoneAsMeant(mayBeWritten);
                }
                catch (RequestFailedException e) when (e.Status is 404 or 412)
                {
                    return e.Status == 404 && IsGoneAsMeant(mayBeWritten);
                }
            },
            cancellationToken));
        if (!isDeleted)
        {
            throw new DocumentConflictException(partition, key, etag);
        }

        // After a try whose answer was lost, the document is gone because we deleted it.
        bool IsGoneAsMeant(bool mayBeWritten) => mayBeWritten || etag is DocumentArguments.AnyVersion;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredDocument>> ListAsync(string partition, CancellationToken cancellationToken)
    {
        DocumentArguments.CheckName(partition, nameof(partition));
        var documents = new List<StoredDocument>();
        await Guard(partition, null, async () =>
        {
            await foreach (var page in _table.QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {DocumentKey.Of(partition)}"), select: null, cancellationToken))
            {
                documents.AddRange(page.Select(entity => new StoredDocument(DocumentName.Unescape(entity.GetString(NameName) ?? entity.RowKey), entity.ETag.ToString(), EntityBytes.Get(entity))));
                if (documents.Count > DocumentLimits.MaxPartitionDocuments)
                {
                    throw new DocumentStoreException(partition, null, $"the partition has more than {DocumentLimits.MaxPartitionDocuments} documents and cannot be listed.");
                }
            }

            return true;
        });
        documents.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return documents;
    }

    /// <summary>Nothing: no connection and no task is kept.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void CheckNames(string partition, string key)
    {
        DocumentArguments.CheckName(partition, nameof(partition));
        DocumentArguments.CheckName(key, nameof(key));
    }

    /// <summary>Writes; null = a conflict. A conflict with our own earlier try, whose answer was lost, is a success.</summary>
    private static async Task<string?> WriteAsync(TableClient client, TableEntity entity, string? etag, bool mayBeWritten, CancellationToken cancellationToken)
    {
        try
        {
            var response = etag switch
            {
                null => await client.AddEntityAsync(entity, cancellationToken),
                DocumentArguments.AnyVersion => await client.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken),
                _ => await client.UpdateEntityAsync(entity, new ETag(etag), TableUpdateMode.Replace, cancellationToken),
            };
            return response.Headers.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            if (!mayBeWritten)
            {
                return null;
            }

            var found = await client.GetEntityIfExistsAsync<TableEntity>(entity.PartitionKey, entity.RowKey, [WriteName], cancellationToken);
            var isOurs = found.HasValue && string.Equals(found.Value!.GetString(WriteName), entity.GetString(WriteName), StringComparison.Ordinal);
            return isOurs ? found.Value!.ETag.ToString() : null;
        }
    }

    private static async Task<T> Guard<T>(string partition, string? key, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (TableFailure e)
        {
            throw new DocumentStoreException(partition, key, e.Message, e);
        }
    }
}
