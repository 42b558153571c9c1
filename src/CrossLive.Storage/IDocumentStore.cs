namespace CrossLive.Storage;

/// <summary>
/// Small named records with a version each: what grains and reminders keep between activations. A provider passes the abstract suite <c>DocumentStoreSuite</c>.
/// A write is durable when it returns. All members are safe to call from many threads, and throw <see cref="DocumentStoreException"/> where the storage fails.
/// </summary>
public interface IDocumentStore : IAsyncDisposable
{
    /// <summary>Reads a document, or null.</summary>
    ValueTask<StoredDocument?> ReadAsync(string partition, string key, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a document. <paramref name="etag"/> null = it must not exist yet; otherwise it must be at that version; "*" = whatever is there.
    /// </summary>
    /// <returns>The new version.</returns>
    /// <exception cref="DocumentConflictException">It is at another version, or exists.</exception>
    ValueTask<string> WriteAsync(string partition, string key, ReadOnlyMemory<byte> payload, string? etag, CancellationToken cancellationToken);

    /// <summary>Deletes a document at that version ("*" = any). Deleting what is not there is no error with "*".</summary>
    /// <exception cref="DocumentConflictException">It is at another version.</exception>
    ValueTask DeleteAsync(string partition, string key, string etag, CancellationToken cancellationToken);

    /// <summary>Every document of a partition, by key. At most <see cref="DocumentLimits.MaxPartitionDocuments"/>; more is an error, not a silent cut.</summary>
    ValueTask<IReadOnlyList<StoredDocument>> ListAsync(string partition, CancellationToken cancellationToken);
}

/// <summary>A document as stored.</summary>
public sealed record StoredDocument(string Key, string ETag, ReadOnlyMemory<byte> Payload);

/// <summary>What every provider must take.</summary>
public static class DocumentLimits
{
    /// <summary>Most bytes of a document.</summary>
    public const int MaxPayloadBytes = 512 * 1024;

    /// <summary>Most characters of a partition's or document's name; any character may stand in it.</summary>
    public const int MaxNameLength = 300;

    /// <summary>Most documents of a partition that can be listed.</summary>
    public const int MaxPartitionDocuments = 100_000;
}

/// <summary>The document is at another version than the writer believed.</summary>
public sealed class DocumentConflictException(string partition, string key, string? expected)
    : Exception($"Document '{partition}/{key}' is not at version '{expected ?? "(none)"}' any more.");

/// <summary>The storage of documents does not answer, is full, refuses us, or is damaged; the message says which and what to do.</summary>
public sealed class DocumentStoreException(string partition, string? key, string message, Exception? inner = null)
    : Exception($"Document '{partition}/{key ?? "(all)"}': {message}", inner);
