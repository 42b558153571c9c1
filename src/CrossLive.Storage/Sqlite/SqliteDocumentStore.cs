using System.Globalization;

namespace CrossLive.Storage.Sqlite;

/// <summary>Documents in SQLite, in the same transactions as the log's appends. A version is never given twice, even to a document that was deleted and written anew.</summary>
/// <param name="database">The open database; whoever opened it closes it, after the store.</param>
public sealed class SqliteDocumentStore(SqliteDatabase database) : IDocumentStore
{
    private const int SmallWriteBytes = 256;

    /// <inheritdoc/>
    public async ValueTask<StoredDocument?> ReadAsync(string partition, string key, CancellationToken cancellationToken)
    {
        CheckNames(partition, key);
        return await Guard(partition, key, () => database.ReadAsync(
            session =>
            {
                using var reader = session.Query("SELECT version, payload FROM documents WHERE partition = $1 AND name = $2", DocumentName.Escape(partition), DocumentName.Escape(key));
                return reader.Read() ? new StoredDocument(key, ETag(reader.GetInt64(0)), (byte[])reader.GetValue(1)) : null;
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<string> WriteAsync(string partition, string key, ReadOnlyMemory<byte> payload, string? etag, CancellationToken cancellationToken)
    {
        CheckNames(partition, key);
        DocumentArguments.CheckPayload(payload);
        var bytes = payload.ToArray();
        return await Guard(partition, key, () => database.WriteAsync(
            session =>
            {
                CheckVersion(session, partition, key, etag);
                var version = session.QueryNumber("UPDATE counters SET value = value + 1 WHERE name = 'document_version' RETURNING value")!.Value;
                session.Execute(
                    "INSERT INTO documents (partition, name, version, payload) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET version = excluded.version, payload = excluded.payload",
                    DocumentName.Escape(partition),
                    DocumentName.Escape(key),
                    version,
                    bytes);
                return ETag(version);
            },
            bytes.Length + SmallWriteBytes,
            cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string partition, string key, string etag, CancellationToken cancellationToken)
    {
        CheckNames(partition, key);
        ArgumentNullException.ThrowIfNull(etag);
        await Guard(partition, key, () => database.WriteAsync(
            session =>
            {
                CheckVersion(session, partition, key, etag);
                return session.Execute("DELETE FROM documents WHERE partition = $1 AND name = $2", DocumentName.Escape(partition), DocumentName.Escape(key));
            },
            SmallWriteBytes,
            cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredDocument>> ListAsync(string partition, CancellationToken cancellationToken)
    {
        DocumentArguments.CheckName(partition, nameof(partition));
        var documents = await Guard(partition, null, () => database.ReadAsync(session => List(session, partition), cancellationToken));
        documents.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return documents;
    }

    /// <summary>Nothing: the database belongs to whoever opened it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void CheckNames(string partition, string key)
    {
        DocumentArguments.CheckName(partition, nameof(partition));
        DocumentArguments.CheckName(key, nameof(key));
    }

    private static void CheckVersion(SqliteSession session, string partition, string key, string? etag)
    {
        if (etag is DocumentArguments.AnyVersion)
        {
            return;
        }

        var version = session.QueryNumber("SELECT version FROM documents WHERE partition = $1 AND name = $2", DocumentName.Escape(partition), DocumentName.Escape(key));
        if (!string.Equals(version is null ? null : ETag(version.Value), etag, StringComparison.Ordinal))
        {
            throw new DocumentConflictException(partition, key, etag);
        }
    }

    private static List<StoredDocument> List(SqliteSession session, string partition)
    {
        var documents = new List<StoredDocument>();
        using var reader = session.Query(
            "SELECT name, version, payload FROM documents WHERE partition = $1 LIMIT $2", DocumentName.Escape(partition), DocumentLimits.MaxPartitionDocuments + 1);
        while (reader.Read())
        {
            documents.Add(new StoredDocument(DocumentName.Unescape(reader.GetString(0)), ETag(reader.GetInt64(1)), (byte[])reader.GetValue(2)));
        }

        return documents.Count <= DocumentLimits.MaxPartitionDocuments
            ? documents
            : throw new DocumentStoreException(partition, null, $"the partition has more than {DocumentLimits.MaxPartitionDocuments} documents and cannot be listed.");
    }

    private static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static async Task<T> Guard<T>(string partition, string? key, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (SqliteFailure failure)
        {
            throw new DocumentStoreException(partition, key, failure.Message, failure);
        }
    }
}
