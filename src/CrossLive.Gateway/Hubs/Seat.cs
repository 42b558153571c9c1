using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Hubs;

/// <summary>A connection's place: who it is, and the room that it is in, if any. One join at a time; a second one ends the first's session before it begins.</summary>
internal sealed class Seat(Caller caller, RoomFeeds feeds, TimeProvider time) : IAsyncDisposable
{
    private const long RetryMs = 1_000;

    private readonly SemaphoreSlim _entering = new(1, 1);
    private volatile ViewerSession? _session;
    private RoundTripMeter? _roundTrips;
    private bool _isLeft;
    private long _triedAt = time.GetTimestamp();

    /// <summary>Who it is.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>The room that it is in, or null.</summary>
    public ViewerSession? Session => _session;

    /// <summary>Measures the connection's round trip. Made when it is first asked for: an edge's seat, and a client that never compares clocks, has none.</summary>
    public RoundTripMeter RoundTrips => _roundTrips ?? LazyInitializer.EnsureInitialized(ref _roundTrips, () => new RoundTripMeter(time));

    /// <summary>True where it is in no room and has not tried for so long. Once: who acts on it ends the connection.</summary>
    public bool IsIdle(TimeSpan limit)
    {
        var triedAt = Volatile.Read(ref _triedAt);
        return _session is null && _entering.CurrentCount > 0 && triedAt != long.MaxValue && time.GetElapsedTime(triedAt) > limit
            && Interlocked.CompareExchange(ref _triedAt, long.MaxValue, triedAt) == triedAt;
    }

    /// <summary>Enters a room after what the viewer knows, or on a snapshot. Waits while the room is being found.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="known">What the viewer has.</param>
    /// <param name="createSession">Makes the session, once the room can be shown.</param>
    /// <param name="cancellationToken">The connection has ended.</param>
    /// <param name="via">Who else follows the room through this one; edges only. Known before the room is looked for, so that a loop is seen while it is made.</param>
    public async Task<JoinReply> EnterAsync(
        string room, Position? known, Func<RoomFeed, Caller, ViewerSession> createSession, CancellationToken cancellationToken, IReadOnlyList<string>? via = null)
    {
        Volatile.Write(ref _triedAt, time.GetTimestamp());
        await _entering.WaitAsync(cancellationToken);
        try
        {
            await LeaveAsync();
            if (_isLeft)
            {
                return Refused(Rejection.GatewayStopping);
            }

            if (!feeds.TryRent(room, out var feed, out var code))
            {
                return Refused(code);
            }

            feed.Edges.Remember(via ?? []);
            try
            {
                code = await feed.ReadyAsync(cancellationToken) ?? await feed.CatchUpAsync(known?.Sequence ?? 0, cancellationToken);
                return code is null ? Join(createSession(feed, Caller), known) : Refused(code);
            }
            finally
            {
                if (_session is null)
                {
                    feeds.Return(feed);
                }
            }
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>The connection has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _entering.WaitAsync();
        _isLeft = true;
        await LeaveAsync();
        _entering.Release();
    }

    private static JoinReply Refused(string code) => code switch
    {
        Rejection.RoomUnknown => new JoinReply(false, Code: code, Detail: "Nobody has opened a room by this name."),
        Rejection.GatewayFull => new JoinReply(false, Code: code, Detail: "This server has as many viewers as it takes.", RetryMs: 5 * RetryMs),
        Rejection.GatewayStopping => new JoinReply(false, Code: code, Detail: "This server is stopping: come back.", RetryMs: RetryMs),
        Rejection.EdgeLoop => new JoinReply(false, Code: code, Detail: "This server follows itself; its operator has to look.", RetryMs: 5 * RetryMs),
        Rejection.RoomDamaged => new JoinReply(false, Code: code, Detail: "The room's log is damaged; an operator has to look."),
        _ => new JoinReply(false, Code: code, Detail: "The room cannot be shown at the moment.", RetryMs: RetryMs),
    };

    private JoinReply Join(ViewerSession session, Position? known)
    {
        var reply = session.Feed.Join(session, known, time.GetUtcNow().ToUnixTimeMilliseconds());
        _session = session;
        session.Signal();
        return reply with { Gifts = session.Feed.Gifts };
    }

    private async Task LeaveAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            session.Dispose();
            feeds.Return(session.Feed);
        }
    }
}
