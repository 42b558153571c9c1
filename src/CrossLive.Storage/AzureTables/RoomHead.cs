using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>A room's head as stored. Its ETag fences: an append carries the ETag it has seen, and the service refuses the whole transaction if another write came first.</summary>
/// <param name="Epoch">The newest epoch.</param>
/// <param name="LastSequence">Where the log ends.</param>
/// <param name="Writer">Marks the take-over that made this epoch, so that it recognises itself after a cut connection.</param>
/// <param name="ETag">The version of the entity.</param>
internal sealed record RoomHead(long Epoch, long LastSequence, string Writer, ETag ETag)
{
    private const string EpochName = "Epoch";
    private const string LastSequenceName = "LastSequence";
    private const string WriterName = "Writer";

    /// <summary>From the stored entity.</summary>
    public static RoomHead From(TableEntity entity) =>
        new(entity.GetInt64(EpochName) ?? 0, entity.GetInt64(LastSequenceName) ?? 0, entity.GetString(WriterName) ?? "", entity.ETag);

    /// <summary>As an entity.</summary>
    public TableEntity ToEntity(string room) => new(room, RoomKeys.Head)
    {
        [EpochName] = Epoch,
        [LastSequenceName] = LastSequence,
        [WriterName] = Writer,
    };
}
