using CrossLive.Storage;
using MessagePack;
using Orleans.Runtime;

namespace CrossLive.Persistence;

/// <summary>
/// Orleans' reminder table over <see cref="IDocumentStore"/>: reminders outlive the process. All of them stand in one partition and are listed whole,
/// which is fit for <see cref="DocumentLimits.MaxPartitionDocuments"/> reminders: a few for each platform of each room that is on.
/// </summary>
internal sealed class DocumentReminderTable(IDocumentStore documents) : IReminderTable
{
    private const string Partition = "reminders";

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(GrainId grainId) => await ReadAsync(entry => entry.GrainId.Equals(grainId));

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => await ReadAsync(entry => IsInRange(entry.GrainId.GetUniformHashCode(), begin, end));

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var stored = await documents.ReadAsync(Partition, KeyOf(grainId, reminderName), CancellationToken.None);
        return stored is null ? null : ToEntry(stored);
    }

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var row = new ReminderRow(entry.GrainId.ToString(), entry.ReminderName, entry.StartAt.Ticks, entry.Period.Ticks);
        return entry.ETag = await documents.WriteAsync(Partition, KeyOf(entry.GrainId, entry.ReminderName), MessagePackSerializer.Serialize(row), "*", CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        try
        {
            await documents.DeleteAsync(Partition, KeyOf(grainId, reminderName), eTag, CancellationToken.None);
            return true;
        }
        catch (DocumentConflictException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task TestOnlyClearTable()
    {
        foreach (var document in await documents.ListAsync(Partition, CancellationToken.None))
        {
            await documents.DeleteAsync(Partition, document.Key, "*", CancellationToken.None);
        }
    }

    private static string KeyOf(GrainId grainId, string reminderName) => $"{grainId}|{reminderName}";

    // The ring's ranges exclude their beginning and include their end; one that begins at or after its end wraps around.
    private static bool IsInRange(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private async Task<ReminderTableData> ReadAsync(Func<ReminderEntry, bool> isWanted) =>
        new((await documents.ListAsync(Partition, CancellationToken.None)).Select(ToEntry).Where(isWanted));

    private static ReminderEntry ToEntry(StoredDocument stored)
    {
        var row = MessagePackSerializer.Deserialize<ReminderRow>(stored.Payload);
        return new ReminderEntry
        {
            GrainId = GrainId.Parse(row.GrainId),
            ReminderName = row.Name,
            StartAt = new DateTime(row.StartTicks, DateTimeKind.Utc),
            Period = TimeSpan.FromTicks(row.PeriodTicks),
            ETag = stored.ETag,
        };
    }
}

/// <summary>A reminder as stored. Ticks are of 100 ns, UTC.</summary>
[MessagePackObject]
public sealed record ReminderRow(
    [property: Key(0)] string GrainId,
    [property: Key(1)] string Name,
    [property: Key(2)] long StartTicks,
    [property: Key(3)] long PeriodTicks);
