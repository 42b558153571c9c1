using CrossLive.RedPackets;
using CrossLive.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace CrossLive.Rooms;

/// <summary>
/// One live room. The path of a command: <see cref="ExecuteAsync"/> queues it, <see cref="RoomWriter"/> decides, appends, and answers it,
/// <see cref="Publish"/> shows it to the gateways.
/// </summary>
public sealed partial class RoomGrain : Grain, IRoomGrain
{
    private static readonly TimeSpan LeaseCheck = TimeSpan.FromSeconds(5);

    private readonly ILogger<RoomGrain> _logger;
    private readonly TimeProvider _time;
    private readonly string _room;
    private readonly RoomStore _store;
    private readonly RoomWriter _writer;
    private readonly RoomGateways _gateways;
    private readonly RecentEvents _recent;
    private readonly LocalRoomObservers _local;
    private RoomHeadStream? _headStream;

    /// <summary>Made by Orleans.</summary>
    public RoomGrain(IGrainContext context, IRoomLog log, LocalRoomObservers local, IOptions<RoomGrainOptions> options, TimeProvider time, ILogger<RoomGrain> logger)
    {
        _local = local;
        _logger = logger;
        _time = time;
        _room = context.GrainId.Key.ToString()!;
        _store = new RoomStore(log, _room, options.Value);
        _gateways = new RoomGateways(options.Value.MaxGateways);
        _recent = new RecentEvents(options.Value.RecentEvents);
        _writer = new RoomWriter(_room, _store, options.Value, time, Publish, DeactivateOnIdle, logger);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider(RoomHeadStream.Provider).GetStream<RoomHead>(StreamId.Create(RoomHeadStream.Namespace, _room));
        _headStream = new RoomHeadStream(stream, _room, _time, _logger);
        this.RegisterGrainTimer(_ => { ForgetExpiredGateways(); return Task.CompletedTask; }, new GrainTimerCreationOptions(LeaseCheck, LeaseCheck) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _writer.CloseAsync();
        if (_headStream is not null)
        {
            await _headStream.FinishAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<RoomCommand> commands)
    {
        if (commands.Count is < 1 or > RoomCallLimits.MaxCommandsPerCall)
        {
            throw new ArgumentException($"A call has 1 to {RoomCallLimits.MaxCommandsPerCall} commands.", nameof(commands));
        }

        if (commands.Any(command => command is { Body: OpenRedPacket, Actor.Role: Role.Operator }))
        {
            await RemindOfDueAsync();
        }

        return await _writer.ExecuteAsync(RedPacketSeeds.AddTo(commands));
    }

    /// <inheritdoc/>
    public Task<RoomAttachment> ObserveAsync(IRoomObserver observer, GatewayReport report) => _writer.AtRestAsync((state, fault) =>
    {
        if (state is null)
        {
            return new RoomAttachment(fault!.Code, Position.Start, null);
        }

        if (state.View.Title is null)
        {
            // Somebody tried to open it and was refused.
            return new RoomAttachment(Rejection.RoomUnknown, Position.Start, null);
        }

        // In the same turn as the head is read, so that no event falls between the answer and the first delivery.
        if (!_gateways.Renew(observer, report, _time.GetUtcNow()))
        {
            return new RoomAttachment(Rejection.RoomBusy, Position.Start, null);
        }

        CountViewers(state);
        var isOnHistory = report.Known != Position.Start && state.EpochOf(report.Known.Sequence) == report.Known.Epoch;
        return new RoomAttachment(null, state.Head, isOnHistory ? null : state.View.ToSnapshot());
    });

    /// <inheritdoc/>
    public Task ForgetAsync(IRoomObserver observer, string gateway)
    {
        _gateways.Forget(observer, gateway);
        return _writer.AtRestAsync((state, _) =>
        {
            if (state is not null)
            {
                CountViewers(state);
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoomEvent>?> ReadAsync(long afterSequence, int maxEvents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterSequence);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 1);
        maxEvents = Math.Min(maxEvents, RoomCallLimits.MaxEventsPerRead);
        if (_recent.After(afterSequence, maxEvents) is { } recent)
        {
            return recent;
        }

        try
        {
            var events = await _store.ReadAsync(afterSequence, maxEvents, CancellationToken.None);
            return [.. events.Select(WithoutKeys)];
        }
        catch (RoomLogException exception) when (exception is RoomLogTrimmedException or RoomLogDamagedException)
        {
            LogReadFailed(_logger, _room, afterSequence, exception);
            return null;
        }
        catch (RoomLogException exception)
        {
            // They may well be there: whoever asked must not go on without them.
            LogReadFailed(_logger, _room, afterSequence, exception);
#pragma warning disable MA0054 // Only the runtime's own exceptions can be read in every process; the log has the rest.
            throw new IOException(exception.Message);
#pragma warning restore MA0054
        }
    }

    /// <inheritdoc/>
    public Task<RoomInspection> InspectAsync() => _writer.AtRestAsync((state, fault) => new RoomInspection(
        fault?.Code, fault?.Detail, _writer.Epoch, state?.View.ToSnapshot(), state?.Hash() ?? string.Empty, _gateways.Count, _writer.WaitingCommands, state?.Orders.Totals));

    private static RoomEvent WithoutKeys(RoomEvent e) => e.Keys.Count == 0 ? e : e with { Keys = [] };

    private void Publish(IReadOnlyList<RoomEvent> events)
    {
        // Keys are for the log; a merged event can have thousands.
        RoomEvent[] shown = [.. events.Select(WithoutKeys)];
        _recent.Keep(shown);
        foreach (var observer in _gateways.Observers)
        {
            // One-way: the call returns when the message is on its way, and a gateway that does not get it fills the gap by itself.
            Show(observer, shown);
        }

        _headStream?.Advance(shown[^1].Position);
    }

    private void Show(IRoomObserver observer, RoomEvent[] events)
    {
        try
        {
            _local.Nearest(observer).OnEventsAsync(events).Ignore();
        }
#pragma warning disable CA1031 // A gateway's fault is not to stop the room; it fills the gap when it renews its lease.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotShown(_logger, _room, exception);
        }
    }

    private void ForgetExpiredGateways()
    {
        if (_gateways.ForgetExpired(_time.GetUtcNow()))
        {
            LogGatewayExpired(_logger, _room, _gateways.Count);
            _writer.AtRestAsync((state, _) =>
            {
                if (state is not null)
                {
                    CountViewers(state);
                }

                return true;
            }).Ignore();
        }
    }

    // Viewers are counted from the gateways' leases and enter the room like a platform's count.
    private void CountViewers(RoomState state)
    {
        var changed = _gateways.Viewers().Where(entry => state.View.ViewersOf(entry.Key) != entry.Value)
            .Select(entry => new RoomCommand(new Person(entry.Key, "gateways", "gateways", Role.Platform), new CountViewers(entry.Value))).ToArray();
        if (changed.Length > 0)
        {
            _writer.ExecuteAsync(changed).Ignore();
        }
    }
}
