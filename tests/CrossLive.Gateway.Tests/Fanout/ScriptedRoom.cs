using CrossLive.Rooms;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>A room grain as the test wants it: its history, what it is asked, how it fails.</summary>
internal sealed class ScriptedRoom : IRoomGrain
{
    private readonly Lock _lock = new();
    private List<RoomEvent> _events = [];
    private IRoomObserver? _observer;

    /// <summary>Why the room cannot be shown, or null.</summary>
    public string? Code { get; set; }

    /// <summary>Thrown by every call, where set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>True where reads find nothing any more.</summary>
    public bool IsTrimmed { get; set; }

    /// <summary>True where deliveries to gateways are lost.</summary>
    public bool LosesDeliveries { get; set; }

    public List<GatewayReport> Reports { get; } = [];

    public int Reads { get; private set; }

    public bool IsForgotten { get; private set; }

    /// <summary>Answers commands.</summary>
    public Func<IReadOnlyList<RoomCommand>, Task<IReadOnlyList<CommandAnswer>>> Execute { get; set; } =
        commands => Task.FromResult<IReadOnlyList<CommandAnswer>>([.. commands.Select(_ => new CommandAnswer(CommandOutcome.Accepted, new Position(1, 1)))]);

    /// <summary>The room's history from now on.</summary>
    public void Has(IEnumerable<RoomEvent> events)
    {
        lock (_lock)
        {
            _events = [.. events];
        }
    }

    /// <summary>The room goes on, and tells its gateway.</summary>
    public void Append(params RoomEvent[] events)
    {
        IRoomObserver? observer;
        lock (_lock)
        {
            _events.AddRange(events);
            observer = LosesDeliveries ? null : _observer;
        }

        _ = observer?.OnEventsAsync(events);
    }

    /// <summary>The activation ends: its observers are lost.</summary>
    public void Move()
    {
        lock (_lock)
        {
            _observer = null;
        }
    }

    public Task<RoomAttachment> ObserveAsync(IRoomObserver observer, GatewayReport report)
    {
        lock (_lock)
        {
            Reports.Add(report);
            ThrowWhereSet();
            if (Code is not null)
            {
                return Task.FromResult(new RoomAttachment(Code, Position.Start, null));
            }

            _observer = observer;
            var isKnown = _events.Any(e => e.Position == report.Known);
            return Task.FromResult(new RoomAttachment(null, Head(), isKnown ? null : RoomHistory.ViewAt(_events, long.MaxValue)));
        }
    }

    public Task<IReadOnlyList<RoomEvent>?> ReadAsync(long afterSequence, int maxEvents)
    {
        lock (_lock)
        {
            Reads++;
            ThrowWhereSet();
            return Task.FromResult<IReadOnlyList<RoomEvent>?>(IsTrimmed ? null : [.. _events.Where(e => e.Sequence > afterSequence).Take(maxEvents)]);
        }
    }

    public Task<RoomInspection> InspectAsync()
    {
        lock (_lock)
        {
            ThrowWhereSet();
            return Task.FromResult(new RoomInspection(null, null, 1, RoomHistory.ViewAt(_events, long.MaxValue), string.Empty, 1, 0));
        }
    }

    public Task ForgetAsync(IRoomObserver observer, string gateway)
    {
        IsForgotten = true;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<RoomCommand> commands) => Execute(commands);

    private Position Head() => _events.Count == 0 ? Position.Start : _events[^1].Position;

    private void ThrowWhereSet()
    {
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
