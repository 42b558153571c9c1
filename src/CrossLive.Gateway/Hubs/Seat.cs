using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Hubs;

/// <summary>A connection's place: who it is, and the room that it is in, if any. One join at a time; a second one ends the first's session before it begins.</summary>
internal sealed class Seat(Caller caller, RoomFeeds feeds) : IAsyncDisposable
{
    private const long RetryMs = 1_000;

    private readonly SemaphoreSlim _entering = new(1, 1);
    private volatile ViewerSession? _session;
    private bool _isLeft;

    /// <summary>Who it is.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>The room that it is in, or null.</summary>
    public ViewerSession? Session => _session;

    /// <summary>Enters a room after what the viewer knows, or on a snapshot. Waits while the room is being found.</summary>
    public async Task<JoinReply> EnterAsync(
        string room, Position? known, Func<RoomFeed, Caller, ViewerSession> createSession, TimeProvider time, CancellationToken cancellationToken)
    {
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

            try
            {
                code = await feed.ReadyAsync(cancellationToken) ?? await feed.CatchUpAsync(known?.Sequence ?? 0, cancellationToken);
                return code is null ? Join(createSession(feed, Caller), known, time) : Refused(code);
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
        Rejection.RoomDamaged => new JoinReply(false, Code: code, Detail: "The room's log is damaged; an operator has to look."),
        _ => new JoinReply(false, Code: code, Detail: "The room cannot be shown at the moment.", RetryMs: RetryMs),
    };

    private JoinReply Join(ViewerSession session, Position? known, TimeProvider time)
    {
        var reply = session.Feed.Join(session, known, time.GetUtcNow().ToUnixTimeMilliseconds());
        _session = session;
        session.Signal();
        return reply;
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
