using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.FlashSales;

/// <summary>One sale's own log: a stream beside the rooms', with the same epochs and fences. A round of changes is one event in it.</summary>
internal sealed class SaleStore(IRoomLog log, string name, FlashSaleOptions options, TimeProvider time)
{
    // The log wants somebody; nobody is shown it.
    private static readonly Person Self = new(PlatformId.Web, "sale", "sale", Role.Platform);

    private long _epoch;
    private long _sequence;

    /// <summary>True where somebody has planned this sale.</summary>
    public async ValueTask<bool> ExistsAsync() => await log.GetExtentAsync(name, CancellationToken.None) is not null;

    /// <summary>Raises the epoch, so that earlier writers can append no more, and rebuilds the state from the log.</summary>
    public async ValueTask<SaleState> TakeOverAsync()
    {
        _epoch = (await log.TakeOverAsync(name, CancellationToken.None)).Epoch;
        return await LoadAsync();
    }

    /// <summary>Rebuilds the state from the log.</summary>
    public async ValueTask<SaleState> LoadAsync()
    {
        var state = new SaleState();
        _sequence = 0;
        await foreach (var batch in log.ReadAsync(name, 0, CancellationToken.None))
        {
            foreach (var round in batch)
            {
                foreach (var change in ((SaleRound)round.Body).Changes)
                {
                    state.Apply(change);
                }

                _sequence = round.Sequence;
            }
        }

        return state;
    }

    /// <summary>Appends a round; it is durable when it returns.</summary>
    public async ValueTask AppendAsync(IReadOnlyList<SaleChange> changes, long nowUnixMs)
    {
        var round = new RoomEvent(new Position(_epoch, _sequence + 1), nowUnixMs, Self, new SaleRound(changes), []);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.AppendTimeoutMs), time);
        try
        {
            await log.AppendAsync(name, _epoch, _sequence, [round], timeout.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new RoomLogUnavailableException(name, $"Sale '{name}': the storage did not answer an append within {options.AppendTimeoutMs} ms.", mayBeWritten: true, exception);
        }

        _sequence++;
    }
}
