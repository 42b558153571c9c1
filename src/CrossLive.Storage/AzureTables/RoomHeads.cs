using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>The heads of rooms: read, taken over, and remembered, so that an append need not read before it writes.</summary>
internal sealed class RoomHeads(RetriedTable table)
{
    /// <summary>Most heads that are remembered; past it all are forgotten, which costs one read per room.</summary>
    public const int MaxRemembered = 10_000;

    /// <summary>A take-over that is overtaken by others so many times gives up.</summary>
    public const int MaxTakeOvers = 20;

    private const string EpochName = "Epoch";
    private const string WriterName = "Writer";

    private readonly ConcurrentDictionary<string, RoomHead> _remembered = new(StringComparer.Ordinal);

    /// <summary>The head as it is now, or null where nobody has taken the room over.</summary>
    public async Task<RoomHead?> ReadAsync(string room, CancellationToken cancellationToken) =>
        await table.FindAsync(room, RoomKeys.Head, cancellationToken) is { } entity ? RoomHead.From(entity) : null;

    /// <summary>The head as this process saw it last, or as it is now.</summary>
    public async Task<RoomHead?> RememberedOrReadAsync(string room, CancellationToken cancellationToken) =>
        _remembered.TryGetValue(room, out var head) ? head : await ReadAsync(room, cancellationToken);

    /// <summary>Remembers a head that this process wrote.</summary>
    public void Remember(string room, RoomHead head)
    {
        if (head.ETag == default)
        {
            // The answer did not name the version: the next append reads it.
            Forget(room);
            return;
        }

        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[room] = head;
    }

    /// <summary>Forgets a head that may be out of date.</summary>
    public void Forget(string room) => _remembered.TryRemove(room, out _);

    /// <summary>
    /// Raises the epoch. The epoch is counted in an entity of its own and written over the head whatever the head's version is: a busy writer that moves the
    /// head all the time cannot keep a newcomer out, only other newcomers can be in the way.
    /// </summary>
    /// <exception cref="TableFailure">The tables do not answer, or too many others take over at the same time.</exception>
    public async Task<RoomHead> TakeOverAsync(string room, CancellationToken cancellationToken)
    {
        var epoch = await RaiseEpochAsync(room, cancellationToken);

        // Nobody of an older epoch can move the head any more: where it stands now is where we begin.
        var head = (await ReadAsync(room, cancellationToken))!;
        return head with { Epoch = epoch, ETag = head.Epoch == epoch ? head.ETag : default };
    }

    private async Task<long> RaiseEpochAsync(string room, CancellationToken cancellationToken)
    {
        var writer = Guid.NewGuid().ToString("N");
        Exception? overtaken = null;
        for (var i = 0; i < MaxTakeOvers; i++)
        {
            var found = await table.FindAsync(room, RoomKeys.Epoch, cancellationToken);
            var epoch = found?.GetInt64(EpochName) ?? 0;
            if (string.Equals(found?.GetString(WriterName), writer, StringComparison.Ordinal))
            {
                // A try of ours whose answer was lost.
                return epoch;
            }

            try
            {
                var actions = RaiseTo(epoch + 1, room, writer, found);
                await table.RunAsync("take-over", (client, _) => client.SubmitTransactionAsync(actions, cancellationToken), cancellationToken);
                return epoch + 1;
            }
            catch (TableFailure e) when (e.InnerException is RequestFailedException { Status: 404 or 409 or 412 })
            {
                overtaken = e;
            }
        }

        throw new TableFailure($"{MaxTakeOvers} take-overs of the room were overtaken by others", mayBeWritten: false, overtaken!);
    }

    private static TableTransactionAction[] RaiseTo(long epoch, string room, string writer, TableEntity? found)
    {
        var counted = new TableEntity(room, RoomKeys.Epoch) { [EpochName] = epoch, [WriterName] = writer };
        if (found is null)
        {
            return
            [
                new TableTransactionAction(TableTransactionActionType.Add, counted),
                new TableTransactionAction(TableTransactionActionType.Add, new RoomHead(epoch, 0, default).ToEntity(room)),
            ];
        }

        return
        [
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, counted, found.ETag),
            new TableTransactionAction(TableTransactionActionType.UpdateMerge, RoomHead.OnlyEpoch(room, epoch), ETag.All),
        ];
    }
}
