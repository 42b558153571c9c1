using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>
/// One activation of the room: takes over the log, replays it, and commits in groups: while one append is on its way the next batch gathers.
/// The same <see cref="RoomSequencer"/> and <see cref="RoomPlan"/> as in the product; what the grain does around them is modelled here.
/// </summary>
internal sealed class RoomActivation(int id, Scheduler scheduler, SimulatedLog log, Witness witness, Sabotage sabotage)
{
    private const int MaxBatch = 20;
    private const int MaxEventsPerAppend = 8;
    private const int MaxWaiting = 60;
    private const long StartUnixMs = 1_700_000_000_000;
    private readonly Queue<(RoomCommand Command, Action<CommandAnswer> Answer)> _queue = new();
    private readonly Dictionary<int, Action<CommandAnswer>> _tickets = [];
    private readonly HashSet<SimulatedGateway> _observers = [];

    // The clocks of two processes are never the same.
    private readonly int _clockSkewMs = scheduler.Between(-3_000, 3_000);
    private RoomSequencer? _sequencer;
    private RoomView _durable = new();
    private bool _isAppending;
    private bool _isTickDue;
    private int _lastTicket;
    private long _epoch;

    /// <summary>False once it has crashed or was fenced.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Takes over, replays and serves; again after each failure.</summary>
    public void Start()
    {
        if (IsAlive)
        {
            log.TakeOver(Serve);
        }
    }

    /// <summary>A command; the answer may never come.</summary>
    public void Execute(RoomCommand command, Action<CommandAnswer> answer)
    {
        if (!IsAlive)
        {
            return;
        }

        if (_queue.Count >= MaxWaiting)
        {
            witness.Note("busy");
            answer(CommandAnswer.Reject(Rejection.RoomBusy, "Too many commands wait."));
            return;
        }

        _queue.Enqueue((sabotage == Sabotage.RoomDropsKeys ? command with { Key = null } : command, answer));
        Pump();
    }

    /// <summary>A gateway attaches or renews: it learns where the room stands, and from where it may start.</summary>
    public RoomViewSnapshot? Observe(SimulatedGateway gateway)
    {
        if (!IsAlive || _sequencer is null)
        {
            return null;
        }

        _observers.Add(gateway);
        // The sequencer's own state runs ahead of the log while an append is on its way.
        return (sabotage == Sabotage.AttachesFromPlannedState ? _sequencer.State.View : _durable).ToSnapshot();
    }

    /// <summary>Likes and viewer counts become an event at the next round.</summary>
    public void Tick()
    {
        _isTickDue = true;
        Pump();
    }

    /// <summary>The process dies: nobody is told anything, and only what is on its way to the log may still arrive.</summary>
    public void Crash()
    {
        IsAlive = false;
        _observers.Clear();
    }

    private void Serve(long epoch)
    {
        if (!IsAlive)
        {
            return;
        }

        var state = log.LoadSnapshot();
        foreach (var e in sabotage == Sabotage.RecoversFromSnapshotAlone && state.Head.Sequence > 0 ? [] : log.Read(state.Head.Sequence))
        {
            state.Apply(sabotage == Sabotage.ReplaysWithoutKeys ? e with { Keys = [] } : e);
        }

        _epoch = epoch;
        _sequencer = new RoomSequencer(state, epoch);
        _durable = RoomView.From(state.View.ToSnapshot());
        if (log.Head == state.Head.Sequence && sabotage != Sabotage.ReplaysWithoutKeys)
        {
            witness.RequireSameState($"Activation {id} after its replay", state);
        }

        Pump();
    }

    private void Pump()
    {
        if (!IsAlive || _isAppending || _sequencer is not { } sequencer || (_queue.Count == 0 && !(_isTickDue && sequencer.HasPendingCounters)))
        {
            return;
        }

        var head = sequencer.State.Head;
        var plan = new RoomPlan();
        var nowUnixMs = StartUnixMs + scheduler.NowMs + _clockSkewMs;
        for (var i = 0; i < MaxBatch && _queue.TryDequeue(out var waiting); i++)
        {
            _tickets[++_lastTicket] = waiting.Answer;
            sequencer.Add(plan, _lastTicket, waiting.Command, nowUnixMs);
        }

        if (_isTickDue)
        {
            _isTickDue = false;
            sequencer.Tick(plan, nowUnixMs);
        }

        Commit(plan, head.Sequence, sabotage == Sabotage.ClockGoesBack ? [.. plan.Events.Select(e => e with { AtUnixMs = nowUnixMs })] : plan.Events);
    }

    private void Commit(RoomPlan plan, long expectedSequence, IReadOnlyList<RoomEvent> events)
    {
        if (events.Count == 0)
        {
            // Nothing to store, and everything that the answers rest on is durable, because no append is on its way.
            Answer(plan);
            Pump();
            return;
        }

        if (sabotage == Sabotage.AnswersBeforeAppend)
        {
            Answer(plan);
        }

        if (sabotage == Sabotage.PublishesBeforeAppend)
        {
            Publish(events);
        }

        _isAppending = true;
        Append(plan, expectedSequence, events, first: 0);
    }

    // A large round is cut into appends that the storage takes: it can fail in the middle, with its first part stored and nobody told.
    private void Append(RoomPlan plan, long expectedSequence, IReadOnlyList<RoomEvent> events, int first)
    {
        RoomEvent[] part = [.. events.Skip(first).Take(MaxEventsPerAppend)];
        var next = first + part.Length;
        log.Append(id, _epoch, expectedSequence + first, part, result =>
        {
            if (result == AppendResult.Written && next < events.Count && IsAlive)
            {
                witness.Note("rounds in several appends");
                Append(plan, expectedSequence, events, next);
            }
            else
            {
                OnAppended(plan, events, result);
            }
        });
    }

    private void OnAppended(RoomPlan plan, IReadOnlyList<RoomEvent> events, AppendResult result)
    {
        _isAppending = false;
        if (!IsAlive)
        {
            return;
        }

        switch (result)
        {
            case AppendResult.Written:
                OnWritten(plan, events);
                break;
            case AppendResult.Fenced:
                FailAll(Rejection.RoomUnavailable);
                IsAlive = false;
                break;
            case AppendResult.Full:
                // Nothing was written and the epoch still stands: the state is replayed, and the next append finds out whether there is room.
                FailPlanned(Rejection.StorageFull);
                Forget(() => Serve(_epoch));
                break;
            default:
                FailPlanned(Rejection.RoomUnavailable);
                Forget(Start);
                break;
        }
    }

    // The state ran ahead of the log: it is thrown away. The activation backs off before it goes on: meanwhile the batch may be written after all.
    private void Forget(Action goOn)
    {
        if (sabotage == Sabotage.KeepsStateAfterFailedAppend)
        {
            Pump();
            return;
        }

        _sequencer = null;
        scheduler.After(scheduler.Between(0, 1_000), goOn);
    }

    private void OnWritten(RoomPlan plan, IReadOnlyList<RoomEvent> events)
    {
        foreach (var e in events)
        {
            _durable.Apply(e);
        }

        if (scheduler.Chance(80) && sabotage != Sabotage.ReplaysWithoutKeys)
        {
            log.SaveSnapshot(_sequencer!.State.ToSnapshot());
        }

        if (log.Head == _durable.Head.Sequence && scheduler.Chance(100) && sabotage is Sabotage.None)
        {
            witness.RequireSameState($"Activation {id} live", _sequencer!.State);
        }

        Answer(plan);
        Publish(events);
        Pump();
    }

    private void Answer(RoomPlan plan)
    {
        foreach (var (ticket, answer) in plan.Answers)
        {
            if (_tickets.Remove(ticket, out var callback))
            {
                callback(answer);
            }
        }
    }

    private void Publish(IReadOnlyList<RoomEvent> events)
    {
        foreach (var gateway in _observers)
        {
            // One-way calls: some are lost, and a later one can come first.
            if (scheduler.Fault(40))
            {
                witness.Note("lost deliveries");
                continue;
            }

            scheduler.After(scheduler.Between(0, scheduler.Fault(100) ? 300 : 10), () => gateway.OnEvents(events));
        }
    }

    // Whatever was decided in a batch that failed rests on a state that will not be: even its refusals.
    private void FailPlanned(string code)
    {
        foreach (var answer in _tickets.Values)
        {
            answer(CommandAnswer.Reject(code, "Try again with the same key."));
        }

        _tickets.Clear();
    }

    private void FailAll(string code)
    {
        FailPlanned(code);
        while (_queue.TryDequeue(out var waiting))
        {
            waiting.Answer(CommandAnswer.Reject(code, "Try again with the same key."));
        }
    }
}
