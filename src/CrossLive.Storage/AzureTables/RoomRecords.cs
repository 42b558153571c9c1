using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>Reads a room's records back in order, putting together those that were split.</summary>
internal static class RoomRecords
{
    /// <summary>
    /// The records from the one that holds <paramref name="from"/> to the one that ends at <paramref name="lastSequence"/>. Parts of appends that were never
    /// finished are passed over; a record whose parts are missing comes as what there is of it, and its checksum tells.
    /// </summary>
    public static async IAsyncEnumerable<(long First, byte[] Record)> ReadAsync(
        RetriedTable table, string room, long from, long lastSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SplitRecord? split = null;
        await foreach (var page in table.QueryAsync(RoomKeys.Range(room, RoomKeys.Record(from), RoomKeys.Record(lastSequence)), select: null, cancellationToken))
        {
            foreach (var entity in page)
            {
                if (split is not null && split.Add(entity))
                {
                    continue;
                }

                if (!RoomKeys.IsWhole(entity.RowKey))
                {
                    continue;
                }

                if (split is not null)
                {
                    yield return split.ToRecord();
                    split = null;
                }

                if (RoomAppend.PartsOf(entity) > 1)
                {
                    split = new SplitRecord(entity);
                }
                else
                {
                    yield return (RoomAppend.FirstOf(entity), EntityBytes.Get(entity));
                }
            }
        }

        if (split is not null)
        {
            yield return split.ToRecord();
        }
    }

    /// <summary>A record whose parts are being gathered.</summary>
    private sealed class SplitRecord(TableEntity whole)
    {
        private readonly string _partsBegin = $"{whole.RowKey}-{RoomAppend.IdOf(whole)}-";
        private readonly MemoryStream _record = StartWith(EntityBytes.Get(whole));

        public bool Add(TableEntity entity)
        {
            if (!entity.RowKey.StartsWith(_partsBegin, StringComparison.Ordinal))
            {
                return false;
            }

            _record.Write(EntityBytes.Get(entity));
            return true;
        }

        public (long First, byte[] Record) ToRecord() => (RoomAppend.FirstOf(whole), _record.ToArray());

        private static MemoryStream StartWith(byte[] bytes)
        {
            var record = new MemoryStream();
            record.Write(bytes);
            return record;
        }
    }
}
