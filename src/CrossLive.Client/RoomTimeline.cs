using CrossLive.FlashSales;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>
/// The room as this client has it, whatever comes over whichever connection in whichever order: every event is applied once and in order; a repeat is
/// passed over; a gap asks for a join from where the client stands. Frames that come while a join is under way wait for its answer, because they can overtake it.
/// Pure. Not safe for many threads: the client holds a lock.
/// </summary>
internal sealed class RoomTimeline(Action<RoomUpdate> publish, IRoomFollower? follower = null)
{
    /// <summary>Most events that wait for a join's answer; more mean that the answer will not come, and the connection is given up.</summary>
    public const int MaxWaitingEvents = 20_000;

    private readonly List<EventFrame> _waiting = [];

    // What the follower has not been told of the frame that is being taken.
    private readonly List<RoomEvent> _untold = [];
    private History? _history;
    private RoomView _view = new();
    private int _waitingEvents;
    private bool _isJoining;
    private bool _isFreshConnection;

    // Until the first event after a join came, frames up to here that do not follow are leftovers from before it.
    private long _leftoversThrough;

    // Events that the last join's answer promised.
    private long _owedThrough;

    /// <summary>The last event applied; null before the first view.</summary>
    public Position? Position { get; private set; }

    /// <summary>True while events that the server owes have not come.</summary>
    public bool IsBehind => _history is not null || (Position is { } at && at.Sequence < _owedThrough);

    /// <summary>How many events were taken, those of a history included: shows that something comes.</summary>
    public long Taken { get; private set; }

    /// <summary>The room's flash sales; none for a follower, which keeps its own view.</summary>
    public IReadOnlyList<SaleView> Sales => _view.Sales;

    /// <summary>What viewers see now, or null before the first join.</summary>
    public RoomViewSnapshot? ToSnapshot() => Position is null ? null : _view.ToSnapshot();

    /// <summary>A join is about to be sent with <see cref="Position"/>; whatever comes waits for its answer.</summary>
    /// <param name="isFreshConnection">True where nothing of an earlier join can still be on its way.</param>
    public void BeginJoin(bool isFreshConnection)
    {
        _isJoining = true;
        _history = null;
        _isFreshConnection = isFreshConnection;
        if (isFreshConnection)
        {
            _waiting.Clear();
            _waitingEvents = 0;
        }
    }

    /// <summary>Takes an accepted join's answer, then what waited for it.</summary>
    public TimelineStep CompleteJoin(JoinReply reply)
    {
        if (reply is not { Epoch: { } epoch, Sequence: { } sequence })
        {
            return TimelineStep.Misled;
        }

        var head = new Position(epoch, sequence);
        if (reply.Recovered == true && Position is not null)
        {
            _leftoversThrough = _isFreshConnection ? 0 : sequence;
            _owedThrough = sequence;
        }
        else if (reply.View is { } view)
        {
            if (follower is not null && reply.History is { } before && before < sequence)
            {
                if (before < 0 || sequence - before > ProtocolLimits.HistoryEvents)
                {
                    return TimelineStep.Misled;
                }

                _history = new History(view.At(head), before);
            }
            else
            {
                Restart(view.At(head), [], reply.Why ?? "");
            }
        }
        else
        {
            return TimelineStep.Misled;
        }

        _isJoining = false;
        return TakeWaiting();
    }

    /// <summary>Takes a reset.</summary>
    public TimelineStep Take(ResetMessage reset)
    {
        if (reset.View is null)
        {
            return TimelineStep.Misled;
        }

        // A reset that overtakes a join's answer is newer than the client's position all the same; the answer corrects it if need be.
        _history = null;
        Restart(reset.View.At(new Position(reset.Epoch, reset.Sequence)), [], reset.Why ?? "");
        return TimelineStep.Fine;
    }

    /// <summary>Takes a frame.</summary>
    public TimelineStep Take(EventFrame frame)
    {
        if (_isJoining)
        {
            _waiting.Add(frame);
            _waitingEvents += frame.Events.Count;
            return _waitingEvents > MaxWaitingEvents ? TimelineStep.Misled : TimelineStep.Fine;
        }

        var step = TakeEvents(frame);
        if (_untold.Count > 0)
        {
            follower!.OnEvents([.. _untold]);
            _untold.Clear();
        }

        return step;
    }

    private TimelineStep TakeEvents(EventFrame frame)
    {
        foreach (var e in frame.Events)
        {
            if (_history is { } history)
            {
                if (TakeHistory(history, e) is var step && step != TimelineStep.Fine)
                {
                    return step;
                }

                continue;
            }

            if (Position is not { } at)
            {
                return TimelineStep.Misled;
            }

            if (e.Position.Sequence <= at.Sequence && e.Position.Epoch <= at.Epoch)
            {
                continue;
            }

            if (e.Position.Sequence != at.Sequence + 1 || e.Position.Epoch < at.Epoch)
            {
                return e.Position.Sequence <= _leftoversThrough ? TimelineStep.Fine : TimelineStep.Gap;
            }

            Apply(e);
        }

        return TimelineStep.Fine;
    }

    private TimelineStep TakeHistory(History history, WireEvent e)
    {
        if (e.Position.Sequence != history.Before + history.Events.Count + 1)
        {
            return TimelineStep.Misled;
        }

        Taken++;
        history.Events.Add(Told(e));
        if (e.Position.Sequence == history.View.Head.Sequence)
        {
            _history = null;
            Restart(history.View, history.Events, "");
        }

        return TimelineStep.Fine;
    }

    private TimelineStep TakeWaiting()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        _waitingEvents = 0;
        foreach (var frame in waiting)
        {
            if (Take(frame) is var step && step != TimelineStep.Fine)
            {
                return step;
            }
        }

        return TimelineStep.Fine;
    }

    private void Apply(WireEvent e)
    {
        _leftoversThrough = 0;
        Position = e.Position;
        Taken++;
        if (follower is not null)
        {
            _untold.Add(Told(e));
            return;
        }

        // A newer server's kind changes nothing that this version shows, but it has its place.
        _view.Apply(Told(e));
        if (e.Event is { } known)
        {
            publish(new EventHappened(known));
        }
        else if (e.Kind == EventKinds.Thinned)
        {
            publish(new MessageThinned(e.Position, e.AtUnixMs));
        }
    }

    private void Restart(RoomViewSnapshot view, IReadOnlyList<RoomEvent> history, string why)
    {
        (_leftoversThrough, _owedThrough) = (0, 0);
        Position = view.Head;
        if (follower is not null)
        {
            _untold.Clear();
            follower.OnRestart(view, history);
            return;
        }

        _view = RoomView.From(view);
        publish(new ViewRestarted(why, view));
    }

    private static RoomEvent Told(WireEvent e) => e.Event ?? e.Foreign ?? throw new InvalidOperationException("An event from the wire is known or foreign.");

    /// <summary>The events before a join's snapshot, as they come in.</summary>
    private sealed record History(RoomViewSnapshot View, long Before)
    {
        public List<RoomEvent> Events { get; } = [];
    }
}

/// <summary>What a message to the timeline comes to.</summary>
internal enum TimelineStep
{
    /// <summary>Go on.</summary>
    Fine,

    /// <summary>Events are missing: join again from <see cref="RoomTimeline.Position"/>.</summary>
    Gap,

    /// <summary>The server breaks the protocol: this connection is of no use.</summary>
    Misled,
}
