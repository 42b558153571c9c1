using CrossLive.Client;
using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Edges;

/// <summary>
/// Keeps a feed on a room of the gateway above, as one client of it: comes back by itself with its position, so that this process' own viewers notice
/// no more than a delay. Says how many viewers there are here. One loop beside the client's own, owned and awaited by the feed.
/// </summary>
internal sealed partial class UpstreamRoom : IRoomSource, IRoomFollower
{
    /// <summary>The first pause before coming back is drawn up to so many ms, later ones up to the renewal's interval.</summary>
    private const int FirstReconnectMs = 200;

    /// <summary>How long one attempt to connect may take.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a join, and a command's try, wait for a connection.</summary>
    private static readonly TimeSpan ConnectionPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer is waited for beyond the patience of the gateway above.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    /// <summary>How long a join waits for what the viewer has seen and this gateway has not.</summary>
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(5);

    private readonly RoomFeed _feed;
    private readonly RoomClient _client;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _lock = new();
    private readonly Task _following;
    private readonly Task _loop;
    private TaskCompletionSource<string?> _nextAnswer = NewSource<string?>();
    private TaskCompletionSource<long?> _nextHead = NewSource<long?>();
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAdvanceAwaited;
    private long _wanted;
    private bool _isJoined;
    private bool _isStarted;
    private string? _code;

    /// <summary>Begins to follow the room.</summary>
    public UpstreamRoom(RoomFeed feed, IReadOnlyList<Uri> hubs, Func<string> issueToken, string self, GatewayOptions options, TimeProvider time, Random random, ILogger logger)
    {
        (_feed, _options, _time, _logger) = (feed, options, time, logger);
        _client = new RoomClient(new RoomClientOptions
        {
            HubUri = hubs[0],
            Room = feed.Room,
            TokenProvider = _ => ValueTask.FromResult<string?>(issueToken()),
            Random = random,
            Time = time,
            OnStatus = OnStatus,
            ConnectTimeout = ConnectTimeout,
            ReconnectDelay = TimeSpan.FromMilliseconds(Math.Min(FirstReconnectMs, options.RenewMs)),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(options.RenewMs),
            ClockProbeInterval = Timeout.InfiniteTimeSpan,
            Edge = new EdgeLink(hubs, () => feed.Edges.PathOf(self), this),
        });
        Inbox = new UpstreamInbox(SendBatchAsync, self, options, time, random);
        _following = _client.ConnectAsync(_stopping.Token);
        _loop = RunAsync();
    }

    /// <inheritdoc/>
    public IRoomInbox Inbox { get; }

    /// <summary>The catalog of the gateway above: that is where gifts are priced.</summary>
    public IReadOnlyList<GiftOffer> Gifts => _client.Gifts;

    /// <summary>
    /// Null where the room can be shown, else why not. A room that was shown once is shown on while the gateway above is away: what it had is here.
    /// One that the gateway above refused is asked for anew.
    /// </summary>
    public async Task<string?> ReadyAsync(CancellationToken cancellationToken)
    {
        Task<string?> answer;
        lock (_lock)
        {
            if (_isStarted && _code is null)
            {
                return null;
            }

            answer = _nextAnswer.Task;
        }

        _client.HurryUp();
        return await answer.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> CatchUpAsync(long sequence, CancellationToken cancellationToken)
    {
        if (sequence <= _feed.Known.Sequence)
        {
            return null;
        }

        try
        {
            using var patience = new CancellationTokenSource(CatchUpPatience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            if (await AskHeadAsync(sequence).WaitAsync(either.Token) is not { } head)
            {
                return Rejection.RoomUnavailable;
            }

            await ReachedAsync(Math.Min(sequence, head), either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Rejection.RoomUnavailable;
        }
    }

    /// <summary>Does not happen: the client hands on contiguous events only. What follows its last restart makes the feed whole again.</summary>
    public void NoteGap() => GatewayTelemetry.Gaps.Add(1);

    /// <inheritdoc/>
    public void OnRestart(RoomViewSnapshot view, IReadOnlyList<RoomEvent> history)
    {
        _feed.Start(view, history);
        LogFollowing(_logger, _feed.Room, view.Head.Sequence, history.Count);
        lock (_lock)
        {
            _isStarted = true;
        }

        AnswerWhereJoined();
        TellAdvanced();
    }

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RoomEvent> events)
    {
        _feed.Accept(events);
        TellAdvanced();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _client.DisposeAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _loop;
        _stopping.Dispose();
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnStatus(RoomConnectionStatus status)
    {
        if (status.State == RoomConnectionState.Joined)
        {
            lock (_lock)
            {
                (_isJoined, _code) = (true, null);
            }

            LogJoined(_logger, _feed.Room);
            AnswerWhereJoined();
            Wake();
        }
        else if (status.State == RoomConnectionState.Waiting)
        {
            NoteLost(status.Reason ?? string.Empty);
        }
    }

    private void NoteLost(string reason)
    {
        if (string.Equals(reason, "unauthorized", StringComparison.Ordinal))
        {
            LogTokenRefused(_logger, _feed.Room);
        }
        else if (_isJoined)
        {
            // Once for each loss, not for each attempt to come back.
            LogLost(_logger, _feed.Room, reason);
        }

        // What the gateway above said of the room stands; that it is away, or full, or stopping, says nothing of the room.
        var code = reason is Rejection.RoomUnknown or Rejection.RoomDamaged or Rejection.EdgeLoop or Rejection.TokenRoom ? reason : null;
        lock (_lock)
        {
            (_isJoined, _code) = (false, code);
        }

        Answer(code ?? Rejection.RoomUnavailable);
    }

    private void AnswerWhereJoined()
    {
        bool isReady;
        lock (_lock)
        {
            isReady = _isJoined && _isStarted;
        }

        if (isReady)
        {
            Answer(null);
        }
    }

    private void Answer(string? code) => Interlocked.Exchange(ref _nextAnswer, NewSource<string?>()).SetResult(code);

    private async Task<BatchReply> SendBatchAsync(BatchCall batch) =>
        await _client.CallOnceAsync<BatchReply>(EdgeMethods.Batch, batch, ConnectionPatience, TimeSpan.FromMilliseconds(_options.CommandPatienceMs) + AnswerPatience);

    /// <summary>Says how many viewers there are here, and asks how far the room is: every renewal, when the connection is new, and when a viewer comes back from ahead.</summary>
    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stopping.IsCancellationRequested)
        {
            TaskCompletionSource<long?> head;
            long wanted;
            lock (_lock)
            {
                (head, wanted) = (_nextHead, _wanted);
                (_nextHead, _wanted) = (NewSource<long?>(), 0);
            }

            head.SetResult(await ReportAsync(wanted));
            await _feed.CutExpiredAsync();
            await SleepAsync();
        }

        lock (_lock)
        {
            _nextHead.TrySetResult(null);
        }

        Answer(Rejection.GatewayStopping);
    }

    private async Task<long?> ReportAsync(long wanted)
    {
        try
        {
            var call = new ViewersCall(_feed.Viewers, wanted == 0 ? null : wanted);
            var reply = await _client.CallOnceAsync<ViewersReply>(EdgeMethods.Viewers, call, wanted == 0 ? TimeSpan.Zero : ConnectionPatience, CatchUpPatience);
            return reply is { Ok: true, Sequence: { } sequence } ? sequence : null;
        }
#pragma warning disable CA1031 // The gateway above is away: it is told when it is back.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReportFailed(_logger, _feed.Room, exception);
            return null;
        }
    }

    private Task<long?> AskHeadAsync(long sequence)
    {
        Task<long?> answer;
        lock (_lock)
        {
            _wanted = Math.Max(_wanted, sequence);
            answer = _nextHead.Task;
        }

        Wake();
        return answer;
    }

    private async Task ReachedAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task advanced;
            lock (_lock)
            {
                advanced = _advanced.Task;
                _isAdvanceAwaited = true;
            }

            if (_feed.Known.Sequence >= sequence)
            {
                return;
            }

            await advanced.WaitAsync(cancellationToken);
        }
    }

    private void TellAdvanced()
    {
        lock (_lock)
        {
            if (_isAdvanceAwaited)
            {
                _isAdvanceAwaited = false;
                _advanced.SetResult();
                _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    private async Task SleepAsync()
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(_wake.WaitAsync(waking.Token), Task.Delay(TimeSpan.FromMilliseconds(_options.RenewMs), _time, waking.Token));
        await waking.CancelAsync();
    }

    [LoggerMessage(3100, LogLevel.Information, "Room '{Room}': following the gateway above from sequence {Sequence}, with {History} events before it")]
    private static partial void LogFollowing(ILogger logger, string room, long sequence, int history);

    [LoggerMessage(3101, LogLevel.Error, "Room '{Room}': the gateway above does not take this edge's token: CrossLive:Auth:SigningKey, Issuer and Audience have to be the same there")]
    private static partial void LogTokenRefused(ILogger logger, string room);

    [LoggerMessage(3103, LogLevel.Information, "Room '{Room}': in the room at the gateway above")]
    private static partial void LogJoined(ILogger logger, string room);

    [LoggerMessage(3104, LogLevel.Warning, "Room '{Room}': the gateway above is lost ({Reason}); coming back")]
    private static partial void LogLost(ILogger logger, string room, string reason);

    [LoggerMessage(3102, LogLevel.Debug, "Room '{Room}': the gateway above was not told how many viewers there are")]
    private static partial void LogReportFailed(ILogger logger, string room, Exception exception);
}
