using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Grains;

/// <summary>
/// Keeps a feed on its room's grain: holds the lease, finds the room again when it has moved, reads what one-way deliveries lost, cuts viewers whose token ran out.
/// One loop, owned and awaited by the feed.
/// </summary>
internal sealed partial class GrainRoomSource : IRoomSource, IRoomObserver
{
    /// <summary>A room that does not answer is asked again after so many ms, doubled up to the renewal's interval.</summary>
    private const int FirstRetryMs = 100;

    /// <summary>How long a join waits for what the viewer has seen and this gateway has not.</summary>
    private static readonly TimeSpan CatchUpPatience = TimeSpan.FromSeconds(5);

    private readonly RoomFeed _feed;
    private readonly IRoomGrain _grain;
    private readonly Dependencies _dependencies;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IRoomObserver _reference;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Task _loop;
    private TaskCompletionSource<string?> _nextAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;

    /// <summary>Begins to follow the room.</summary>
    public GrainRoomSource(RoomFeed feed, IRoomGrain grain, Dependencies dependencies, IRoomInbox inbox, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        (_feed, _grain, _dependencies, _options, _time, _logger) = (feed, grain, dependencies, options, time, logger);
        Inbox = inbox;
        _reference = dependencies.CreateReference(this);
        _loop = RunAsync();
    }

    /// <summary>What the source needs of its host.</summary>
    /// <param name="Gifts">The catalog.</param>
    /// <param name="Gateway">The process' name among gateways.</param>
    /// <param name="CreateReference">Makes an observer callable by grains.</param>
    /// <param name="DeleteReference">Undoes that.</param>
    internal sealed record Dependencies(IReadOnlyList<GiftOffer> Gifts, string Gateway, Func<IRoomObserver, IRoomObserver> CreateReference, Action<IRoomObserver> DeleteReference);

    /// <inheritdoc/>
    public IRoomInbox Inbox { get; }

    /// <inheritdoc/>
    public IReadOnlyList<GiftOffer> Gifts => _dependencies.Gifts;

    /// <inheritdoc/>
    public Task OnEventsAsync(IReadOnlyList<RoomEvent> events)
    {
        _feed.Accept(events);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Null where the room can be shown, else why not. Where it could not be shown before, it is asked anew:
    /// a room is opened and a storage comes back without telling gateways.
    /// </summary>
    public async Task<string?> ReadyAsync(CancellationToken cancellationToken)
    {
        if (_isReady)
        {
            return null;
        }

        var answer = Volatile.Read(ref _nextAnswer).Task;
        Wake();
        return await answer.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> CatchUpAsync(long sequence, CancellationToken cancellationToken)
    {
        var known = _feed.Known.Sequence;
        if (sequence <= known)
        {
            return null;
        }

        try
        {
            var events = await _grain.ReadAsync(known, RoomCallLimits.MaxEventsPerRead).WaitAsync(CatchUpPatience, _time, cancellationToken);
            if (events is { Count: > 0 })
            {
                _feed.Accept(events);
            }

            return null;
        }
#pragma warning disable CA1031 // The room is moving: the viewer is told to come back in a moment.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogRenewalFailed(_logger, _feed.Room, exception);
            return Rejection.RoomUnavailable;
        }
    }

    /// <inheritdoc/>
    public void NoteGap()
    {
        GatewayTelemetry.Gaps.Add(1);
        Wake();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        try
        {
            await _grain.ForgetAsync(_reference, _dependencies.Gateway).WaitAsync(TimeSpan.FromSeconds(1), _time);
        }
#pragma warning disable CA1031 // The lease runs out by itself.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        _dependencies.DeleteReference(_reference);
        _stopping.Dispose();
    }

    private void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0 && !_stopping.IsCancellationRequested)
            {
                _wake.Release();
            }
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var retryMs = FirstRetryMs;
        while (!_stopping.IsCancellationRequested)
        {
            string? code;
            try
            {
                code = await RenewAsync();
                retryMs = code is null ? FirstRetryMs : Math.Min(_options.RenewMs, retryMs * 2);
            }
#pragma warning disable CA1031 // The room is moving, or its silo died: its viewers stay, and it is asked again soon.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogRenewalFailed(_logger, _feed.Room, exception);
                code = Rejection.RoomUnavailable;
                retryMs = Math.Min(_options.RenewMs, retryMs * 2);
            }

            Answer(code);
            await _feed.CutExpiredAsync();
            if (code is not null)
            {
                // Whoever waits for a room that does not work is answered this often, not as often as they ask.
                await Task.Delay(TimeSpan.FromMilliseconds(FirstRetryMs), _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await SleepAsync(code is null ? _options.RenewMs : retryMs);
        }

        Answer(Rejection.GatewayStopping);
    }

    private async Task<string?> RenewAsync()
    {
        var report = new GatewayReport(_dependencies.Gateway, [new PlatformCount(PlatformId.Web, _feed.Viewers)], _feed.Known);
        var attachment = await _grain.ObserveAsync(_reference, report);
        if (attachment.Code is not null)
        {
            return attachment.Code;
        }

        if (attachment.View is { } view)
        {
            var history = await _grain.ReadAsync(Math.Max(0, view.Head.Sequence - ProtocolLimits.HistoryEvents), RoomCallLimits.MaxEventsPerRead);
            _feed.Start(view, history ?? []);
            LogFollowing(_logger, _feed.Room, view.Head.Sequence);
        }

        await FillAsync(attachment.Head.Sequence);
        return null;
    }

    private async Task FillAsync(long through)
    {
        while (_feed.Known.Sequence < through)
        {
            var before = _feed.Known.Sequence;
            var events = await _grain.ReadAsync(before, RoomCallLimits.MaxEventsPerRead);
            if (events is null || events.Count == 0)
            {
                // Not readable any more: the next renewal says we know nothing and starts over from the view.
                var inspection = await _grain.InspectAsync();
                if (inspection.View is { } view && view.Head.Sequence > before)
                {
                    _feed.Start(view, []);
                }

                return;
            }

            _feed.Accept(events);
            if (_feed.Known.Sequence == before)
            {
                // They do not follow what the feed has: the next renewal finds out on which history the room is.
                return;
            }
        }
    }

    private void Answer(string? code)
    {
        _isReady = code is null;
        Interlocked.Exchange(ref _nextAnswer, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(code);
    }

    private async Task SleepAsync(int ms)
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(_wake.WaitAsync(waking.Token), Task.Delay(TimeSpan.FromMilliseconds(ms), _time, waking.Token));
        await waking.CancelAsync();
    }

    [LoggerMessage(3001, LogLevel.Information, "Room '{Room}': following from sequence {Sequence}")]
    private static partial void LogFollowing(ILogger logger, string room, long sequence);

    [LoggerMessage(3002, LogLevel.Warning, "Room '{Room}': the lease could not be renewed; trying again")]
    private static partial void LogRenewalFailed(ILogger logger, string room, Exception exception);
}
