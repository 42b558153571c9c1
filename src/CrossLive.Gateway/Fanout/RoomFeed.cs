using CrossLive.Gateway.Commands;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// One room in this process: its events come in once (<see cref="IRoomSource"/>), its viewers read them through their cursors.
/// Sending happens in the send loops; taking an event in waits for nobody.
/// </summary>
internal sealed partial class RoomFeed : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly FeedState _state;
    private readonly SendLane[] _lanes;
    private readonly ChatThinner _thinner = new();
    private readonly IRoomSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Raised when the feed starts over on another history: cursors from before mean nothing then.
    private int _generation;
    private int _nextLane;

    /// <summary>Makes the feed and begins to follow the room.</summary>
    public RoomFeed(string room, IRooms rooms, SendLoops loops, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        Room = room;
        _time = time;
        Edges = new LowerEdges(time);
        Limits = new CommandLimits(options, time);
        _state = new FeedState(options.RingEvents, options.MaxFrameEvents, _thinner);
        _lanes = loops.CreateLanes(this);
        _logger = logger;
        _source = rooms.Follow(this);
    }

    /// <summary>The room's name.</summary>
    public string Room { get; }

    /// <summary>Where viewers' commands go in.</summary>
    public IRoomInbox Inbox => _source.Inbox;

    /// <summary>What viewers can give.</summary>
    public IReadOnlyList<GiftOffer> Gifts => _source.Gifts;

    /// <summary>The rate limits of this room's viewers.</summary>
    public CommandLimits Limits { get; }

    /// <summary>The edges that follow the room through here.</summary>
    public LowerEdges Edges { get; }

    /// <summary>How many viewers are on it, those of its edges included.</summary>
    public long Viewers => Math.Max(0, _lanes.Sum(lane => lane.Count) - Edges.Count) + Edges.Viewers;

    /// <summary>Everybody who is on it.</summary>
    public IEnumerable<ViewerSession> Sessions => _lanes.SelectMany(lane => lane.ToArray());

    /// <summary>What the feed has applied; <see cref="Position.Start"/> before it has started.</summary>
    public Position Known
    {
        get
        {
            lock (_lock)
            {
                return _state.IsStarted ? _state.Head : Position.Start;
            }
        }
    }

    /// <summary>True where the room shows a flash sale by this name.</summary>
    public bool ShowsSale(string saleId)
    {
        lock (_lock)
        {
            return _state.ShowsSale(saleId);
        }
    }

    /// <summary>Waits until the room can be shown. Null where it can, else why not.</summary>
    public Task<string?> ReadyAsync(CancellationToken cancellationToken) => _source.ReadyAsync(cancellationToken);

    /// <summary>Reads up to what a returning viewer knows, where that is ahead of the feed. Null, or why it cannot.</summary>
    public Task<string?> CatchUpAsync(long sequence, CancellationToken cancellationToken) => _source.CatchUpAsync(sequence, cancellationToken);

    /// <summary>Takes events in, from the room or from reading what was missed, and wakes the viewers.</summary>
    public void Accept(IReadOnlyList<RoomEvent> events)
    {
        bool isGap;
        bool isNew;
        lock (_lock)
        {
            var before = _state.Head;
            isGap = _state.Accept(events);
            isNew = _state.Head != before;
        }

        if (isGap)
        {
            _source.NoteGap();
        }

        if (isNew)
        {
            SignalAll();
        }
    }

    /// <summary>Starts, or starts over, from a view of the room and the events around it. Viewers that were on another history are moved to the view.</summary>
    public void Start(RoomViewSnapshot view, IReadOnlyList<RoomEvent> history)
    {
        lock (_lock)
        {
            _state.Start(view, history);
            _generation++;
        }

        SignalAll();
    }

    /// <summary>Puts a viewer on the feed, after what it knows or on a snapshot. It gets nothing before it is signalled.</summary>
    public JoinReply Join(ViewerSession session, Position? known, long nowUnixMs)
    {
        lock (_lock)
        {
            var why = _state.WhySnapshot(known);
            var head = _state.Head;
            var history = why is not null && session.Edge is { WantsHistory: true } ? _state.HistoryCursor : (long?)null;
            session.MoveTo(why is null ? known!.Value.Sequence : history ?? head.Sequence, _generation);
            session.Lane = _lanes[_nextLane++ % _lanes.Length];
            session.Lane.Add(session);
            if (session.Edge is not null)
            {
                Edges.Add(session);
            }

            GatewayTelemetry.CountJoin(why ?? "recovered");
            return new JoinReply(true, head.Epoch, head.Sequence, nowUnixMs, why is null, why, why is null ? null : _state.ViewMessage(), History: history);
        }
    }

    /// <summary>What a viewer is to be sent next: a frame, or a snapshot where it fell behind, or nothing.</summary>
    public FeedStep NextFor(ViewerSession session)
    {
        lock (_lock)
        {
            if (session.Generation != _generation || _state.IsLagging(session.Cursor))
            {
                var head = _state.Head;
                return new FeedStep(null, new ResetMessage(JoinReasons.Lagging, head.Epoch, head.Sequence, _state.ViewMessage()), _generation);
            }

            return new FeedStep(_state.FrameAfter(session.Cursor), null, _generation);
        }
    }

    /// <summary>What a lane's viewers are to be sent in this tick, who were led to <paramref name="cursor"/> by the last one.</summary>
    public FeedPass NextPass(long cursor)
    {
        lock (_lock)
        {
            var frames = new List<SharedFrame>(1);
            while (!_state.IsLagging(cursor) && frames.Count < FeedPass.MaxFrames && _state.FrameAfter(cursor) is { } frame)
            {
                frames.Add(frame);
                cursor = frame.Through;
            }

            return new FeedPass(_generation, _state.Head.Sequence, [.. frames]);
        }
    }

    /// <summary>How sending goes: where it falls behind, chat is thinned.</summary>
    public void NoteSending(TimeSpan now)
    {
        lock (_lock)
        {
            var before = _thinner.Level;
            _thinner.Note(now, _lanes.Any(lane => lane.IsBehind), _lanes.All(lane => lane.IsAtEase));
            if (_thinner.Level != before)
            {
                LogThinning(_logger, Room, _thinner.Level);
            }
        }
    }

    /// <summary>Cuts viewers whose token's time is over. The source calls it as often as it looks after the room.</summary>
    public Task CutExpiredAsync()
    {
        var now = _time.GetUtcNow();
        return Task.WhenAll(Sessions.Where(session => session.IsExpired(now)).Select(session => session.CutAsync(DisconnectCode.TokenExpired, 0)));
    }

    /// <summary>Stops following the room. Commands that were taken are answered first.</summary>
    public async ValueTask DisposeAsync()
    {
        await Inbox.DisposeAsync();
        await _source.DisposeAsync();
    }

    private void SignalAll()
    {
        foreach (var lane in _lanes)
        {
            lane.Notify();
        }
    }

    [LoggerMessage(3012, LogLevel.Warning, "Room '{Room}': sending to viewers falls behind or catches up; chat is thinned at level {Level} (0 = nothing is left out)")]
    private static partial void LogThinning(ILogger logger, string room, int level);
}

/// <summary>What a viewer is to be sent next, in which generation of the feed. Both null: nothing is new.</summary>
internal readonly record struct FeedStep(SharedFrame? Frame, ResetMessage? Reset, int Generation);
