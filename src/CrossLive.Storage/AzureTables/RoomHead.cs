using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>A room's head as stored. Its ETag fences: an append carries the ETag it has seen, and the service refuses the whole transaction if another write came first.</summary>
/// <param name="Epoch">The newest epoch.</param>
/// <param name="LastSequence">Where the log ends.</param>
/// <param name="ETag">The version of the entity.</param>
internal sealed record RoomHead(long Epoch, long LastSequence, ETag ETag)
{
    private const string EpochName = "Epoch";
    private const string LastSequenceName = "LastSequence";

    /// <summary>From the stored entity.</summary>
    public static RoomHead From(TableEntity entity) => new(entity.GetInt64(EpochName) ?? 0, entity.GetInt64(LastSequenceName) ?? 0, entity.ETag);

    /// <summary>What a take-over merges into the head: the sequence stays as it is.</summary>
    public static TableEntity OnlyEpoch(string room, long epoch) => new(room, RoomKeys.Head) { [EpochName] = epoch };

    /// <summary>As an entity.</summary>
    public TableEntity ToEntity(string room) => new(room, RoomKeys.Head) { [EpochName] = Epoch, [LastSequenceName] = LastSequence };
}
