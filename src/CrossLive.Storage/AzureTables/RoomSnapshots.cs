using Azure.Data.Tables;
using CrossLive.Storage.Records;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// A room's snapshots: parts first, then a marker that names them. A snapshot without its marker is never loaded, so one that was cut half-way does no harm;
/// the next one saved deletes what is left of it.
/// </summary>
internal sealed partial class RoomSnapshots(RetriedTable table, ILogger logger)
{
    private const int Kept = 2;

    /// <summary>A load starts again so many times where another process replaces the snapshots meanwhile.</summary>
    private const int MaxLoads = 3;

    private const string IdName = "Id";
    private const string PartsName = "Parts";

    private static readonly string[] KeysOnly = ["RowKey"];

    /// <summary>Stores a snapshot and deletes all but the newest two.</summary>
    public async Task SaveAsync(string room, RoomLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        var record = SnapshotRecord.Encode(snapshot);
        var (sequence, id, parts) = (snapshot.Position.Sequence, RoomKeys.IdOf(record), EntityBytes.EntitiesFor(record.Length));
        for (var part = 0; part < parts; part++)
        {
            var entity = new TableEntity(room, RoomKeys.SnapshotPart(sequence, id, part));
            EntityBytes.Put(entity, EntityBytes.PartOf(record, part));
            await table.UpsertAsync(entity, cancellationToken);
        }

        await table.UpsertAsync(new TableEntity(room, RoomKeys.Snapshot(sequence)) { [IdName] = id, [PartsName] = parts }, cancellationToken);
        await DeleteOldAsync(room, sequence, cancellationToken);
    }

    /// <summary>The newest snapshot that is whole, or null.</summary>
    public async Task<RoomLogSnapshot?> LoadAsync(string room, CancellationToken cancellationToken)
    {
        for (var load = 1; ; load++)
        {
            var markers = await MarkersAsync(room, cancellationToken);
            foreach (var marker in markers)
            {
                if (await LoadAsync(room, marker, cancellationToken) is { } snapshot)
                {
                    return snapshot;
                }
            }

            // Nothing whole: either it is damaged, or another process has just replaced what was listed.
            var now = await MarkersAsync(room, cancellationToken);
            if (load == MaxLoads || now.Select(marker => marker.ETag).SequenceEqual(markers.Select(marker => marker.ETag)))
            {
                return null;
            }
        }
    }

    /// <summary>The sequence of the older of the two kept snapshots; null while there are fewer.</summary>
    public async Task<long?> OlderSequenceAsync(string room, CancellationToken cancellationToken)
    {
        var markers = await MarkersAsync(room, cancellationToken);
        return markers.Count >= Kept ? RoomKeys.SequenceOf(markers[Kept - 1].RowKey) : null;
    }

    private async Task<RoomLogSnapshot?> LoadAsync(string room, TableEntity marker, CancellationToken cancellationToken)
    {
        var sequence = RoomKeys.SequenceOf(marker.RowKey);
        var parts = RoomKeys.SnapshotParts(sequence, marker.GetString(IdName) ?? "");
        using var record = new MemoryStream();
        await foreach (var page in table.QueryAsync(RoomKeys.Range(room, parts, parts + "9999"), select: null, cancellationToken))
        {
            foreach (var entity in page)
            {
                record.Write(EntityBytes.Get(entity));
            }
        }

        if (SnapshotRecord.Decode(record.ToArray(), out var snapshot) is not { } damage)
        {
            return snapshot;
        }

        LogSnapshotDamaged(logger, room, sequence, damage);
        return null;
    }

    /// <summary>The markers, newest first.</summary>
    private async Task<List<TableEntity>> MarkersAsync(string room, CancellationToken cancellationToken)
    {
        var markers = new List<TableEntity>();
        await foreach (var page in table.QueryAsync(RoomKeys.Range(room, RoomKeys.Snapshot(0), RoomKeys.Snapshot(long.MaxValue)), select: null, cancellationToken))
        {
            markers.AddRange(page);
        }

        markers.Reverse();
        return markers;
    }

    private async Task DeleteOldAsync(string room, long savedSequence, CancellationToken cancellationToken)
    {
        var markers = await MarkersAsync(room, cancellationToken);
        await table.DeleteAsync(room, markers.Skip(Kept).Select(marker => marker.RowKey), cancellationToken);

        // Parts above the one just saved may be another process's that is about to write its marker.
        var kept = markers.Take(Kept).Select(marker => RoomKeys.SnapshotParts(RoomKeys.SequenceOf(marker.RowKey), marker.GetString(IdName) ?? "")).ToList();
        var old = new List<string>();
        await foreach (var page in table.QueryAsync(RoomKeys.Range(room, "C", RoomKeys.SnapshotParts(savedSequence, "~")), KeysOnly, cancellationToken))
        {
            old.AddRange(page.Select(entity => entity.RowKey).Where(key => !kept.Exists(begin => key.StartsWith(begin, StringComparison.Ordinal))));
        }

        await table.DeleteAsync(room, old, cancellationToken);
    }
}
