using CrossLive.Storage;
using Orleans.Storage;

namespace CrossLive.Persistence;

/// <summary>Orleans' grain storage over <see cref="IDocumentStore"/>, so that grains keep their state where the rooms keep their logs.</summary>
internal sealed class DocumentGrainStorage(IDocumentStore documents, IGrainStorageSerializer serializer) : IGrainStorage
{
    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = await documents.ReadAsync(PartitionOf(stateName), grainId.ToString(), CancellationToken.None);
        grainState.RecordExists = stored is not null;
        grainState.ETag = stored?.ETag;
        grainState.State = stored is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(new BinaryData(stored.Payload));
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            var payload = serializer.Serialize(grainState.State).ToMemory();
            grainState.ETag = await documents.WriteAsync(PartitionOf(stateName), grainId.ToString(), payload, grainState.ETag, CancellationToken.None);
            grainState.RecordExists = true;
        }
        catch (DocumentConflictException conflict)
        {
            throw Inconsistent(grainState.ETag, conflict);
        }
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            if (grainState.ETag is { } etag)
            {
                await documents.DeleteAsync(PartitionOf(stateName), grainId.ToString(), etag, CancellationToken.None);
            }
        }
        catch (DocumentConflictException conflict)
        {
            throw Inconsistent(grainState.ETag, conflict);
        }

        grainState.RecordExists = false;
        grainState.ETag = null;
        grainState.State = Activator.CreateInstance<T>();
    }

    // Orleans ends an activation that gets this, and the next one reads what is stored.
    private static InconsistentStateException Inconsistent(string? currentETag, DocumentConflictException conflict) =>
        new(conflict.Message, storedEtag: string.Empty, currentEtag: currentETag ?? string.Empty, conflict);

    private static string PartitionOf(string stateName) => "grain/" + stateName;
}
