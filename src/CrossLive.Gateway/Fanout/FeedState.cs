using CrossLive.Protocol;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// What a gateway knows of one room: the ring of its newest events, the view that new viewers start from, and events that came before their turn.
/// Pure and not thread-safe: <see cref="RoomFeed"/> locks.
/// </summary>
internal sealed class FeedState(int ringEvents, int maxFrameEvents, ChatThinner? thinner = null)
{
    /// <summary>Most events that are kept while the gap before them is filled; beyond it they are dropped and read again.</summary>
    public const int MaxEarlyEvents = 8_192;

    /// <summary>Most frames of odd lengths that are kept encoded, for viewers at different cursors: the oldest makes room. Of whole ones, a ring full is kept.</summary>
    private const int MaxCachedFrames = 64;

    private readonly SortedDictionary<long, RoomEvent> _early = [];
    private readonly Dictionary<(long Cursor, long Last), SharedFrame> _frames = [];
    private readonly Queue<(long Cursor, long Last)> _frameAges = new();
    private RoomView _view = new();
    private EventRing _ring = new(ringEvents, Position.Start);
    private ViewMessage? _message;

    /// <summary>True once the room's view has been loaded.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>The newest event.</summary>
    public Position Head => _ring.Head;

    /// <summary>The cursor before the oldest event that an edge can be given: what its own viewers may come back to.</summary>
    public long HistoryCursor => Math.Max(_ring.OldestCursor, Head.Sequence - ProtocolLimits.HistoryEvents);

    /// <summary>True where the room shows a flash sale by this name.</summary>
    public bool ShowsSale(string saleId) => _view.ShowsSale(saleId);

    /// <summary>What viewers see at the head.</summary>
    public RoomViewSnapshot View() => _view.ToSnapshot();

    /// <summary>The same as a message. Viewers that start at one head share it and its bytes: after a restart they all come at once.</summary>
    public ViewMessage ViewMessage() => _message ??= new ViewMessage(View());

    /// <summary>Starts, or starts over, from a view and the events before and after it.</summary>
    /// <param name="view">The room at one position.</param>
    /// <param name="history">Contiguous events that end at or after that position; may be empty.</param>
    public void Start(RoomViewSnapshot view, IReadOnlyList<RoomEvent> history)
    {
        var reachesView = history.Count > 0 && history[0].Sequence <= view.Head.Sequence + 1 && history[^1].Sequence >= view.Head.Sequence;
        var before = !reachesView ? view.Head : history[0].Sequence == 1 ? Position.Start : new Position(-1, history[0].Sequence - 1);
        _view = RoomView.From(view);
        _ring = new EventRing(ringEvents, before);
        _frames.Clear();
        _frameAges.Clear();
        _message = null;
        DropEarlyBefore(view.Head.Epoch);
        IsStarted = true;
        foreach (var e in reachesView ? history : [])
        {
            _ring.Add(WireEvent.Of(e));
            if (e.Sequence > view.Head.Sequence)
            {
                _view.Apply(e);
            }
        }

        ApplyEarly();
    }

    // Epochs never go back within a history: what an earlier one wrote beyond this head belongs to a log that is no more.
    private void DropEarlyBefore(long epoch)
    {
        foreach (var sequence in _early.Where(entry => entry.Value.Position.Epoch < epoch).Select(entry => entry.Key).ToArray())
        {
            _early.Remove(sequence);
        }
    }

    /// <summary>Takes events as they come from the room: repeats are dropped, those that came before their turn are kept.</summary>
    /// <returns>True where something is missing that has to be read from the room.</returns>
    public bool Accept(IReadOnlyList<RoomEvent> events)
    {
        foreach (var e in events)
        {
            if (IsStarted && (e.Sequence <= Head.Sequence || e.Position.Epoch < Head.Epoch))
            {
                continue;
            }

            if (IsStarted && e.Sequence == Head.Sequence + 1)
            {
                Apply(e);
            }
            else if (_early.Count < MaxEarlyEvents)
            {
                _early[e.Sequence] = e;
            }
        }

        if (IsStarted)
        {
            ApplyEarly();
        }

        return IsStarted && _early.Count > 0;
    }

    /// <summary>Where a viewer starts that knows the room up to a position, or nothing of it.</summary>
    /// <returns>Null where the events after it are here; else why a snapshot is needed, see <see cref="JoinReasons"/>.</returns>
    public string? WhySnapshot(Position? known)
    {
        if (known is not { } position || position == Position.Start)
        {
            return JoinReasons.New;
        }

        if (position.Sequence > Head.Sequence)
        {
            return JoinReasons.Future;
        }

        var isKept = position.Sequence > _ring.OldestCursor || position.Sequence == Head.Sequence;
        if (!isKept || Head.Sequence - position.Sequence > ProtocolLimits.HistoryEvents)
        {
            return JoinReasons.TooOld;
        }

        return _ring.Holds(position) ? null : JoinReasons.OtherEpoch;
    }

    /// <summary>True where the events after the cursor are no longer all here.</summary>
    public bool IsLagging(long cursor) => cursor < _ring.OldestCursor;

    /// <summary>
    /// The next frame for a viewer at this cursor, or null where there is nothing new. Viewers at one cursor share one frame and its bytes. Who has more
    /// than one frame to catch up with is led to a multiple of the frame's size first: so viewers that dropped at different places soon share again.
    /// </summary>
    public SharedFrame? FrameAfter(long cursor)
    {
        if (cursor >= Head.Sequence)
        {
            return null;
        }

        var last = Head.Sequence - cursor <= maxFrameEvents ? Head.Sequence : ((cursor / maxFrameEvents) + 1) * maxFrameEvents;
        var key = (cursor, last);
        if (!_frames.TryGetValue(key, out var frame))
        {
            frame = new SharedFrame(EventFrame.Of(CounterMerge.Of(_ring.After(cursor, (int)(last - cursor)))));
            Keep(key, frame);
        }

        return frame;
    }

    private void Keep((long Cursor, long Last) key, SharedFrame frame)
    {
        if (IsWhole(key))
        {
            foreach (var gone in _frames.Keys.Where(kept => IsWhole(kept) && IsLagging(kept.Cursor)).ToArray())
            {
                _frames.Remove(gone);
            }

            _frames.Add(key, frame);
            return;
        }

        if (_frameAges.Count >= MaxCachedFrames)
        {
            _frames.Remove(_frameAges.Dequeue());
        }

        _frames.Add(key, frame);
        _frameAges.Enqueue(key);
    }

    // One that every viewer who catches up comes by, wherever it dropped.
    private bool IsWhole((long Cursor, long Last) key) => key.Cursor % maxFrameEvents == 0 && key.Last - key.Cursor == maxFrameEvents;

    private void Apply(RoomEvent e)
    {
        // The view is whole whatever its viewers are spared.
        var isShown = thinner?.Keeps(e) ?? true;
        GatewayTelemetry.Thinned.Add(isShown ? 0 : 1);
        _ring.Add(isShown ? WireEvent.Of(e) : WireEvent.Thinned(e));
        _view.Apply(e);
        _message = null;
    }

    private void ApplyEarly()
    {
        while (_early.Count > 0)
        {
            var (sequence, e) = _early.First();
            if (sequence > Head.Sequence + 1)
            {
                return;
            }

            _early.Remove(sequence);
            if (sequence == Head.Sequence + 1)
            {
                Apply(e);
            }
        }
    }
}
