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

    /// <summary>Raises the epoch.</summary>
    /// <exception cref="TableFailure">The tables do not answer, or too many others take over at the same time.</exception>
    public async Task<RoomHead> TakeOverAsync(string room, CancellationToken cancellationToken)
    {
        var writer = Guid.NewGuid().ToString("N");
        Exception? overtaken = null;
        for (var i = 0; i < MaxTakeOvers; i++)
        {
            var found = await ReadAsync(room, cancellationToken);
            if (found?.Writer == writer)
            {
                // A try of ours whose answer was lost.
                return found;
            }

            try
            {
                return await table.RunAsync("take-over", (client, _) => RaiseAsync(client, room, found, writer, cancellationToken), cancellationToken);
            }
            catch (TableFailure e) when (e.InnerException is RequestFailedException { Status: 404 or 409 or 412 })
            {
                overtaken = e;
            }
        }

        throw new TableFailure($"{MaxTakeOvers} take-overs of the room were overtaken by others", mayBeWritten: false, overtaken!);
    }

    private static async Task<RoomHead> RaiseAsync(TableClient client, string room, RoomHead? found, string writer, CancellationToken cancellationToken)
    {
        var raised = new RoomHead((found?.Epoch ?? 0) + 1, found?.LastSequence ?? 0, writer, default);
        var response = found is null
            ? await client.AddEntityAsync(raised.ToEntity(room), cancellationToken)
            : await client.UpdateEntityAsync(raised.ToEntity(room), found.ETag, TableUpdateMode.Replace, cancellationToken);
        return raised with { ETag = response.Headers.ETag ?? default };
    }
}
