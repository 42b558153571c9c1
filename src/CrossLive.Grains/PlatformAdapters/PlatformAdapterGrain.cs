using System.Diagnostics.CodeAnalysis;
using CrossLive.Platforms.Countdowns;
using CrossLive.Platforms.Sending;
using CrossLive.Platforms.YouTube;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace CrossLive.Platforms;

/// <summary>One platform in one room: see <see cref="IPlatformAdapterGrain"/>. Polled platforms are polled from here, by a timer that a reminder revives; so is what is said there.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Orleans ends a grain by OnDeactivateAsync, which drains the lanes.")]
public sealed partial class PlatformAdapterGrain : Grain, IPlatformAdapterGrain, IRemindable
{
    /// <summary>The name of the grain storage.</summary>
    public const string Storage = "crosslive";

    private const string PollReminder = "poll";

    private readonly IPersistentState<PlatformAdapterState> _state;
    private readonly IPersistentState<PlatformCountdownState> _countdowns;
    private readonly IRoomGrain _room;
    private readonly PlatformSenders _senders;
    private readonly TimeProvider _time;
    private readonly ILogger<PlatformAdapterGrain> _logger;
    private readonly DeliveryCounters _counters;
    private readonly RoomCommandLanes _lanes;
    private readonly YouTubePoller _poller;
    private readonly YouTubeStreamReader _streams;
    private readonly YouTubeTokens _tokens;
    private readonly PlatformDeclaration? _platform;
    private readonly string _key;
    private readonly TimeSpan _pollAfterFailure;
    private readonly TimeSpan _revivePeriod;
    private readonly IGrainFactory _grains;
    private IGrainTimer? _pollTimer;
    private long _pollWaitMs;

    /// <summary>Made by Orleans.</summary>
    public PlatformAdapterGrain(
        IGrainContext context,
        [PersistentState("adapter", Storage)] IPersistentState<PlatformAdapterState> state,
        [PersistentState("countdown", Storage)] IPersistentState<PlatformCountdownState> countdowns,
        IGrainFactory grains,
        YouTubeChatClient youTube,
        YouTubeStreamClient youTubeStreams,
        YouTubeTokens youTubeTokens,
        PlatformSenders senders,
        IOptions<PlatformAdapterOptions> options,
        TimeProvider time,
        Random random,
        ILogger<PlatformAdapterGrain> logger)
    {
        (_state, _countdowns, _senders, _grains, _time, _logger) = (state, countdowns, senders, grains, time, logger);
        _key = context.GrainId.Key.ToString()!;
        var (room, platform) = PlatformAdapterKey.Parse(_key);
        _platform = PlatformCatalog.Find(platform);
        _room = grains.GetGrain<IRoomGrain>(room);
        _counters = new DeliveryCounters(time);
        var call = new RetryingRoomCall<RoomCommand>(_room.ExecuteAsync, TimeSpan.FromMilliseconds(options.Value.DeliveryPatienceMs), time, random);
        _lanes = new RoomCommandLanes(call.ExecuteAsync, RoomCallLimits.MaxCommandsPerCall, options.Value.MaxWaitingCommands);
        _revivePeriod = TimeSpan.FromMilliseconds(options.Value.ReviveMs);
        _pollAfterFailure = TimeSpan.FromMilliseconds(options.Value.MaxFailingPollMs);
        _poller = new YouTubePoller(youTube, SendAsync, CountRefusals, options.Value, random);
        _tokens = youTubeTokens;
        _streams = new YouTubeStreamReader(youTubeStreams, youTubeTokens, time);
    }

    private PlatformConnection? Connection => _state.State.Connection;

    private bool IsPolled => _platform?.Kind == PlatformKind.YouTubePolling && Connection is { IsEnded: false } && _state.State.Revocation is null;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StartPolling();
        StartDesk();
        KeepInMemory();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) 
    {
        await StopDeskAsync();
        await _lanes.DisposeAsync();
    }

    /// <inheritdoc/>
    public async Task ConnectAsync(PlatformConnection connection)
    {
        if (_platform is null || connection.Platform != _platform.Name)
        {
            throw new ArgumentException($"'{connection.Platform}' is not the platform of '{_key}', or has no declaration.", nameof(connection));
        }

        if (_platform.FindProblem(connection) is { } problem)
        {
            throw new ArgumentException(problem, nameof(connection));
        }

        if (_platform.Kind == PlatformKind.YouTubePolling)
        {
            // Before the state: a reminder without a connection ends itself, a connection without one would not come back after a crash.
            await this.RegisterOrUpdateReminder(PollReminder, _revivePeriod, _revivePeriod);
        }

        var isAnotherChat = Connection?.Settings.GetValueOrDefault(YouTubeDeclaration.LiveChatId) != connection.Settings.GetValueOrDefault(YouTubeDeclaration.LiveChatId);
        _state.State = new PlatformAdapterState { Connection = connection with { IsEnded = false }, Cursor = isAnotherChat ? null : _state.State.Cursor };
        await _state.WriteStateAsync();
        _counters.NoteSuccess();
        NoteToken(null);
        _tokens.Forget(connection);
        _streams.Forget();
        LogConnected(_logger, _key);

        // At once, whatever the wait was that the connection before had run into.
        StopPolling();
        StartPolling();
        await StopDeskAsync();
        StartDesk();
        await FollowSalesAsync();
    }

    /// <inheritdoc/>
    public async Task DisconnectAsync()
    {
        if (Connection is null or { IsEnded: true })
        {
            return;
        }

        StopPolling();
        await StopDeskAsync();
        _state.State.Connection = new PlatformConnection(Connection.Platform, [], new Dictionary<string, string>(), IsEnded: true);
        await _state.WriteStateAsync();
        LogDisconnected(_logger, _key);
    }

    /// <inheritdoc/>
    public Task<PlatformConnection?> GetConnectionAsync()
    {
        if (Connection is null)
        {
            // Anybody can ask for any name: what was never connected is not kept in memory.
            DeactivateOnIdle();
        }

        return Task.FromResult(Connection);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommandAnswer>> DeliverAsync(IReadOnlyList<RoomCommand> commands)
    {
        if (commands.Count is < 1 or > RoomCallLimits.MaxCommandsPerCall)
        {
            throw new ArgumentException($"A delivery has 1 to {RoomCallLimits.MaxCommandsPerCall} commands.", nameof(commands));
        }

        return Connection switch
        {
            null => RefuseAll(commands.Count, IngressCode.NotConnected, "The platform is not connected to this room."),
            { IsEnded: true } => RefuseAll(commands.Count, IngressCode.Disconnected, "The platform was disconnected from this room."),
            _ => SendAsync(commands),
        };
    }

    /// <inheritdoc/>
    public Task NoteRefusalAsync(string code, int count)
    {
        CountRefusals(code, count);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task NoteRevocationAsync(string reason) => Connection is { IsEnded: false } ? RevokeAsync(reason) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<PlatformHealth> GetHealthAsync()
    {
        if (Connection is null)
        {
            DeactivateOnIdle();
        }

        return Task.FromResult(_counters.ToHealth(PlatformAdapterKey.Parse(_key).Platform, _state.State));
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName == CountdownReminder ? _desk is { IsBusy: true } : IsPolled)
        {
            StartPolling();
            KeepInMemory();
        }
        else if (await this.GetReminder(reminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private static Task<IReadOnlyList<CommandAnswer>> RefuseAll(int count, string code, string detail) =>
        Task.FromResult<IReadOnlyList<CommandAnswer>>([.. Enumerable.Repeat(CommandAnswer.Reject(code, detail), count)]);

    private async Task<IReadOnlyList<CommandAnswer>> SendAsync(IReadOnlyList<RoomCommand> commands)
    {
        var answers = _desk is { } desk ? await SendOthersAsync(desk, commands) : await _lanes.SendAsync(commands);
        _counters.Count(answers);
        return answers;
    }

    private void CountRefusals(string code, int count)
    {
        _counters.CountRefusals(code, count);
        LogRefused(_logger, _key, code, count);
    }

    private void StartPolling()
    {
        if (IsPolled && _pollTimer is null)
        {
            // The timer is what keeps the adapter in memory; each poll sets when the next one is.
            _pollTimer = this.RegisterGrainTimer(PollAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
    }

    private void StopPolling()
    {
        _pollTimer?.Dispose();
        _pollTimer = null;
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await _poller.PollAsync(YouTubeChatAddress.From(Connection!), _state.State.Cursor, cancellationToken);
            await ApplyAsync(outcome);
            await KeepTokenAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The activation ends; the reminder starts another.
        }
        catch (InconsistentStateException exception)
        {
            // Another activation has written: this one is out of date. The reminder goes on in a fresh one.
            LogOutdated(_logger, _key, exception);
            StopPolling();
            DeactivateOnIdle();
        }
#pragma warning disable CA1031 // The storage fails, or a bug: polling goes on, and the health and the log say so.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogPollBroke(_logger, _key, exception);
            _counters.NoteFailure(exception.GetType().Name);
            _pollTimer?.Change(_pollAfterFailure, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task ApplyAsync(PollOutcome outcome)
    {
        if (!string.Equals(outcome.Cursor, _state.State.Cursor, StringComparison.Ordinal))
        {
            _state.State.Cursor = outcome.Cursor;
            await _state.WriteStateAsync();
        }

        if (outcome.NextIn is not { } nextIn)
        {
            await RevokeAsync(outcome.Error!);
            return;
        }

        if (outcome.Error is { } error)
        {
            _counters.NoteFailure(error);
            LogPollFailed(_logger, _key, (long)nextIn.TotalMilliseconds, error);
        }
        else
        {
            _counters.NoteSuccess();
        }

        _pollWaitMs = (long)nextIn.TotalMilliseconds;
        _pollTimer?.Change(nextIn, Timeout.InfiniteTimeSpan);
    }

    private async Task RevokeAsync(string reason)
    {
        StopPolling();
        _state.State.Revocation = reason;
        await _state.WriteStateAsync();
        LogRevoked(_logger, _key, reason);
    }
}
