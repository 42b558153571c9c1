using CrossLive.Rooms;
using Orleans.Streams;

namespace CrossLive.Insights;

/// <summary>
/// Counts a room minute by minute. The stream only says how far the room has come; the events are read from the room, from the position that was stored last,
/// so that a lost message, a crash or a slow hour loses nothing that the room still keeps.
/// </summary>
[ImplicitStreamSubscription(RoomHeadStream.Namespace)]
public sealed class RoomRollupGrain(
    [PersistentState("rollup", RoomRollupGrain.Storage)] IPersistentState<RoomRollupState> state) : Grain, IRoomRollupGrain, IAsyncObserver<RoomHead>
{
    /// <summary>The name of the grain storage.</summary>
    public const string Storage = "crosslive";

    /// <summary>The state is stored after so many events at the latest; a crash counts them anew from the room.</summary>
    private const int StoreEveryEvents = 2_000;

    private RoomRollup _rollup = new();
    private long _storedSequence;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (state.RecordExists)
        {
            _rollup = RoomRollup.From(state.State.Through, state.State.Minutes);
        }

        _storedSequence = _rollup.Through.Sequence;
        var stream = this.GetStreamProvider(RoomHeadStream.Provider).GetStream<RoomHead>(StreamId.Create(RoomHeadStream.Namespace, this.GetPrimaryKeyString()));
        foreach (var handle in await stream.GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(this);
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StoreAsync(always: true);

    /// <inheritdoc/>
    public async Task<RoomRollupReport> GetAsync()
    {
        await CatchUpAsync();
        return new RoomRollupReport(_rollup.Through, _rollup.Minutes);
    }

    /// <inheritdoc/>
    public async Task OnNextAsync(RoomHead item, StreamSequenceToken? token = null)
    {
        if (item.Head.Sequence > _rollup.Through.Sequence)
        {
            await CatchUpAsync();
        }
    }

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private async Task CatchUpAsync()
    {
        var room = GrainFactory.GetGrain<IRoomGrain>(this.GetPrimaryKeyString());
        while (true)
        {
            var events = await room.ReadAsync(_rollup.Through.Sequence, RoomCallLimits.MaxEventsPerRead);
            if (events is null)
            {
                // Trimmed or damaged: go on from what viewers see now.
                _rollup.SkipTo((await room.InspectAsync()).View?.Head ?? _rollup.Through);
                break;
            }

            if (events.Count == 0)
            {
                break;
            }

            _rollup.Apply(events);
            await StoreAsync(always: false);
        }
    }

    private async Task StoreAsync(bool always)
    {
        var ahead = _rollup.Through.Sequence - _storedSequence;
        if (ahead >= StoreEveryEvents || (always && ahead > 0))
        {
            state.State = new RoomRollupState { Through = _rollup.Through, Minutes = [.. _rollup.Minutes] };
            await state.WriteStateAsync();
            _storedSequence = _rollup.Through.Sequence;
        }
    }
}
