using CrossLive.Storage;

namespace CrossLive.Grains.Tests.PlatformAdapters;

/// <summary>A real store that a test can make fail.</summary>
internal sealed class ControlledDocumentStore(IDocumentStore inner) : IDocumentStore
{
    /// <summary>Thrown by writes, where set.</summary>
    public Exception? WriteFailure { get; set; }

    public ValueTask<StoredDocument?> ReadAsync(string partition, string key, CancellationToken cancellationToken) => inner.ReadAsync(partition, key, cancellationToken);

    public ValueTask<string> WriteAsync(string partition, string key, ReadOnlyMemory<byte> payload, string? etag, CancellationToken cancellationToken) =>
        WriteFailure is { } failure ? ValueTask.FromException<string>(failure) : inner.WriteAsync(partition, key, payload, etag, cancellationToken);

    public ValueTask DeleteAsync(string partition, string key, string etag, CancellationToken cancellationToken) => inner.DeleteAsync(partition, key, etag, cancellationToken);

    public ValueTask<IReadOnlyList<StoredDocument>> ListAsync(string partition, CancellationToken cancellationToken) => inner.ListAsync(partition, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
