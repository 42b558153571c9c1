using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// One append. All or none whatever its size: the parts that do not fit into the last transaction are written before it and mean nothing until that
/// transaction writes the record and moves the head over it. What an append that failed half-way leaves behind is passed over, and deleted by a later trim.
/// </summary>
internal sealed class RoomAppend(RetriedTable table, RoomHeads heads, string room, long epoch, long expectedSequence, long lastSequence, byte[] record)
{
    private const string FirstName = "First";
    private const string PartsName = "Parts";
    private const string IdName = "Id";

    /// <summary>An append tries again so many times where only its idea of the head's version was out of date.</summary>
    private const int MaxStaleHeads = 3;

    private readonly string _id = RoomKeys.IdOf(record);

    /// <summary>The first sequence of a stored record; 0 where the entity is damaged.</summary>
    public static long FirstOf(TableEntity entity) => entity.TryGetValue(FirstName, out var first) && first is long number ? number : 0;

    /// <summary>How many entities a stored record takes; 1 where the entity is damaged.</summary>
    public static int PartsOf(TableEntity entity) => entity.TryGetValue(PartsName, out var parts) && parts is int number ? number : 1;

    /// <summary>The id of a stored record.</summary>
    public static string IdOf(TableEntity entity) => entity.TryGetValue(IdName, out var id) && id is string text ? text : "";

    /// <summary>Appends.</summary>
    /// <exception cref="RoomLogFencedException">Another writer came first. Nothing was written.</exception>
    /// <exception cref="RoomLogUnavailableException">The tables do not answer.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isCommitting = false;
        try
        {
            var head = await FindHeadAsync(cancellationToken);
            await WritePartsAsync(cancellationToken);
            isCommitting = true;
            heads.Remember(room, await CommitAsync(head, cancellationToken));
        }
        catch (TableFailure e)
        {
            heads.Forget(room);
            throw new RoomLogUnavailableException(room, $"Room '{room}': {e.Message}", isCommitting && e.MayBeWritten, e);
        }
        catch
        {
            heads.Forget(room);
            throw;
        }
    }

    private async Task<RoomHead> FindHeadAsync(CancellationToken cancellationToken)
    {
        var head = await heads.RememberedOrReadAsync(room, cancellationToken);
        if (!IsExpected(head))
        {
            head = await heads.ReadAsync(room, cancellationToken);
        }

        return IsExpected(head) ? head! : throw Fenced(head);
    }

    private async Task WritePartsAsync(CancellationToken cancellationToken)
    {
        for (var part = 1; part < EntityBytes.EntitiesFor(record.Length); part++)
        {
            var entity = new TableEntity(room, RoomKeys.RecordPart(lastSequence, _id, part));
            EntityBytes.Put(entity, EntityBytes.PartOf(record, part));
            await table.UpsertAsync(entity, cancellationToken);
        }
    }

    private async Task<RoomHead> CommitAsync(RoomHead head, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var outcome = await table.RunAsync("append", (client, mayBeWritten) => TryCommitAsync(client, head, mayBeWritten, cancellationToken), cancellationToken);
            if (outcome.Committed is { } committed)
            {
                return committed;
            }

            if (i == MaxStaleHeads || !IsExpected(outcome.Found))
            {
                throw Fenced(outcome.Found);
            }

            head = outcome.Found!;
        }
    }

    /// <summary>Sends the transaction. Where the service says that the head has moved, it is looked whether an earlier try of this very append moved it.</summary>
    private async Task<(RoomHead? Committed, RoomHead? Found)> TryCommitAsync(TableClient client, RoomHead head, bool mayBeWritten, CancellationToken cancellationToken)
    {
        var moved = head with { LastSequence = lastSequence };
        try
        {
            var answers = await client.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Add, RecordEntity()),
                    new TableTransactionAction(TableTransactionActionType.UpdateReplace, moved.ToEntity(room), head.ETag),
                ],
                cancellationToken);
            return (moved with { ETag = answers.Value[1].Headers.ETag ?? default }, null);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            var found = await client.GetEntityIfExistsAsync<TableEntity>(room, RoomKeys.Head, cancellationToken: cancellationToken);
            var now = found.HasValue ? RoomHead.From(found.Value!) : null;
            return mayBeWritten && await IsWrittenAsync(client, cancellationToken) ? (now, null) : (null, now);
        }
    }

    private async Task<bool> IsWrittenAsync(TableClient client, CancellationToken cancellationToken)
    {
        var found = await client.GetEntityIfExistsAsync<TableEntity>(room, RoomKeys.Record(lastSequence), [IdName], cancellationToken);
        return found.HasValue && string.Equals(IdOf(found.Value!), _id, StringComparison.Ordinal);
    }

    private TableEntity RecordEntity()
    {
        var entity = new TableEntity(room, RoomKeys.Record(lastSequence))
        {
            [FirstName] = expectedSequence + 1,
            [PartsName] = EntityBytes.EntitiesFor(record.Length),
            [IdName] = _id,
        };
        EntityBytes.Put(entity, EntityBytes.PartOf(record, 0));
        return entity;
    }

    private bool IsExpected(RoomHead? head) => head is not null && head.Epoch == epoch && head.LastSequence == expectedSequence;

    private RoomLogFencedException Fenced(RoomHead? found) => new(room, epoch, expectedSequence, found?.Epoch ?? 0, found?.LastSequence ?? 0);
}
