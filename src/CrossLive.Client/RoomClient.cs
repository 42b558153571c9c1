using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossLive.Client;

/// <summary>
/// A viewer, moderator or operator in one room. Connects, joins, and comes back by itself until it is disposed or the server says to stay away.
/// <para>What it promises: every event of the room is told once, in order, with none left out, across lost connections; where that cannot be
/// (the client was away too long), it is told so and starts again from a view. A command has one effect however often it was sent.</para>
/// <para>All members are safe for many threads. One client costs one WebSocket, two waiting tasks and the view (the last 100 messages).</para>
/// </summary>
public sealed partial class RoomClient : IRoomSessionTarget, IAsyncDisposable
{
    private readonly RoomClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RoomClient> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly JoinedSession _joined = new();
    private readonly LikeMerger _likes = new();
    private readonly ClockEstimator _clock = new();
    private readonly CommandSender _commands;
    private readonly UpdateReaders _readers;
    private readonly RoomTimeline _timeline;
    private readonly ReconnectPolicy _reconnects;

    // Guards the timeline, the readers and the clock: short work only.
    private readonly Lock _gate = new();
    private readonly Lock _lifeGate = new();
    private RoomConnectionStatus _status = new(RoomConnectionState.Idle);
    private Task? _running;

    /// <summary>A client that does nothing until <see cref="ConnectAsync"/>.</summary>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    public RoomClient(RoomClientOptions options, ILogger<RoomClient>? logger = null)
    {
        if (options.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        _options = options;
        _time = options.Time;
        _logger = logger ?? NullLogger<RoomClient>.Instance;
        _commands = new CommandSender(options, _joined);
        _readers = new UpdateReaders(options.ReaderBufferUpdates);
        _timeline = new RoomTimeline(Publish, options.Edge?.Follower);
        _reconnects = new ReconnectPolicy(options.ReconnectDelay, options.MaxReconnectDelay);
    }

    /// <summary>How the client stands to its room.</summary>
    public RoomConnectionStatus Status => Volatile.Read(ref _status);

    /// <summary>Who the client is in the room; null before the first join.</summary>
    public Me? Me { get; private set; }

    /// <summary>What can be given; empty before the first join.</summary>
    public IReadOnlyList<GiftOffer> Gifts { get; private set; } = [];

    /// <summary>The last event that was applied; null before the first join.</summary>
    public Position? Position
    {
        get
        {
            lock (_gate)
            {
                return _timeline.Position;
            }
        }
    }

    /// <summary>What viewers see of the room now; null before the first join. A copy.</summary>
    public RoomViewSnapshot? View()
    {
        lock (_gate)
        {
            return _timeline.ToSnapshot();
        }
    }

    /// <summary>Begins to connect, once, and waits until the client is in the room. Calling it again waits for the same.</summary>
    /// <param name="cancellationToken">Ends the wait only; the client goes on until it is disposed.</param>
    /// <exception cref="RoomEndedException">The server does not let the client in, or the client is disposed.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        lock (_lifeGate)
        {
            if (_running is null && !_stop.IsCancellationRequested)
            {
                _running = Task.WhenAll(StayInRoomAsync(), SendLikesAsync());
            }
        }

        await _joined.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// What happens, in the room's order: first the room as it stands (as soon as it is known), then every event once. Any number of readers may
    /// read; each has a buffer of <see cref="RoomClientOptions.ReaderBufferUpdates"/>. Ends when the client has ended for good.
    /// </summary>
    public async IAsyncEnumerable<RoomUpdate> ReadUpdatesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<RoomUpdate> reader;
        lock (_gate)
        {
            reader = _readers.Add(_timeline.ToSnapshot());
        }

        try
        {
            await foreach (var update in reader.Reader.ReadAllAsync(cancellationToken))
            {
                yield return update;
            }
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(reader);
            }
        }
    }

    /// <summary>Leaves the room. Commands and readers that wait are ended; when it returns, nothing of the client runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_lifeGate)
        {
            running = _running;
            if (!_stop.IsCancellationRequested)
            {
                _stop.Cancel();
            }
        }

        await (running ?? Task.CompletedTask);
        End(new SessionEnd(SessionEndKind.StayAway, "disposed"));
        _likes.Dispose();
        _stop.Dispose();
    }

    TimelineStep IRoomSessionTarget.OnEvents(EventFrame frame)
    {
        lock (_gate)
        {
            return _timeline.Take(frame);
        }
    }

    TimelineStep IRoomSessionTarget.OnReset(ResetMessage reset)
    {
        LogReset(_options.Room, reset.Epoch, reset.Sequence, reset.Why);
        lock (_gate)
        {
            return _timeline.Take(reset);
        }
    }

    private void Publish(RoomUpdate update)
    {
        NoteSale(update);
        _readers.Publish(update, _timeline.ToSnapshot);
    }
}
