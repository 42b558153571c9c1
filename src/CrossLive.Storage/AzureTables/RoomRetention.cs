using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// What of a room is kept. The entity "kept" is moved first and the records are deleted after it, so that a reader finds records trimmed, never missing;
/// a trim that was cut half-way is finished by the next one.
/// </summary>
internal sealed class RoomRetention(RetriedTable table)
{
    private const string FirstName = "First";

    private static readonly string[] KeysOnly = ["RowKey"];

    /// <summary>The first sequence that is kept; 1 where nothing was trimmed.</summary>
    public async Task<long> FirstKeptAsync(string room, CancellationToken cancellationToken) =>
        (await table.FindAsync(room, RoomKeys.Kept, cancellationToken))?.GetInt64(FirstName) ?? 1;

    /// <summary>Deletes the records that lie wholly at or before a sequence, a page at a time.</summary>
    /// <returns>The first sequence that is kept.</returns>
    public async Task<long> TrimAsync(string room, long throughSequence, CancellationToken cancellationToken)
    {
        var firstKept = await FirstKeptAsync(room, cancellationToken);

        // Everything before what is kept goes, too: an earlier trim may have been cut.
        var through = Math.Max(throughSequence, firstKept - 1);
        await foreach (var page in table.QueryAsync(RoomKeys.Range(room, RoomKeys.Record(0), RoomKeys.Record(through)), KeysOnly, cancellationToken))
        {
            var keys = page.Select(entity => entity.RowKey).ToList();
            var lastWhole = keys.LastOrDefault(RoomKeys.IsWhole);
            if (lastWhole is not null)
            {
                firstKept = await MoveAsync(room, RoomKeys.SequenceOf(lastWhole) + 1, cancellationToken);
            }

            // Parts past the last whole record of the page are of a record on the next page, or of none.
            await table.DeleteAsync(room, keys.Where(key => RoomKeys.SequenceOf(key) < firstKept), cancellationToken);
        }

        return firstKept;
    }

    /// <summary>Moves the first kept sequence up, never down.</summary>
    private Task<long> MoveAsync(string room, long firstKept, CancellationToken cancellationToken) => table.RunAsync(
        "trim",
        async (client, _) =>
        {
            var found = await client.GetEntityIfExistsAsync<TableEntity>(room, RoomKeys.Kept, cancellationToken: cancellationToken);
            var entity = new TableEntity(room, RoomKeys.Kept) { [FirstName] = firstKept };
            if (!found.HasValue)
            {
                await client.AddEntityAsync(entity, cancellationToken);
                return firstKept;
            }

            if (found.Value!.GetInt64(FirstName) is { } now && now >= firstKept)
            {
                return now;
            }

            await client.UpdateEntityAsync(entity, found.Value.ETag, TableUpdateMode.Replace, cancellationToken);
            return firstKept;
        },
        cancellationToken);
}
