using System.Security.Cryptography;
using CrossLive.Platforms;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace CrossLive.Media;

/// <summary>The host's stream of one room: see <see cref="IMediaSessionGrain"/>. What was reported last is memory; key, publisher and last end are stored.</summary>
public sealed partial class MediaSessionGrain : Grain, IMediaSessionGrain, IRemindable
{
    private const string Storage = "crosslive";
    private const string WatchReminder = "watch";

    // A publisher whose process went away with this activation's is found by this: Orleans' own minimum.
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMinutes(1);

    // What a fresh activation waits for the publisher's process to report before it may lose its place: more than the time between two reports.
    private const int FirstReportMs = StreamReports.IntervalMs + 500;

    private readonly IPersistentState<MediaSessionState> _state;
    private readonly TimeProvider _time;
    private readonly ILogger<MediaSessionGrain> _logger;
    private readonly string _room;
    private readonly StreamHerald _herald;
    private readonly IDestinationSeal _seal;
    private readonly PictureDelayTeller _delays;
    private readonly ReceptionDesk _receptions;
    private int _told;

    // Whether the room has been told, or may have been told by an activation before, that the stream comes in.
    private bool _mayBeShown;
    private StreamFacts _facts = StreamFacts.None;
    private StreamEnd? _lastRefusal;
    private long _lastMediaAt;
    private long _lastReportAt;
    private bool _hasReport;

    // Done once the publisher that was there before this activation is known to be there still.
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IGrainTimer? _watch;

    /// <summary>Made by Orleans.</summary>
    public MediaSessionGrain(
        IGrainContext context,
        [PersistentState("media", Storage)] IPersistentState<MediaSessionState> state,
        IGrainFactory grains,
        IDestinationSeal seal,
        IOptions<PlatformAdapterOptions> platforms,
        TimeProvider time,
        Random random,
        ILogger<MediaSessionGrain> logger)
    {
        (_state, _seal, _time, _logger) = (state, seal, time, logger);
        _room = context.GrainId.Key.ToString()!;
        _herald = new StreamHerald(_room, grains.GetGrain<IRoomGrain>(_room), ScheduleNote, time, logger);
        _delays = new PictureDelayTeller(_room, grains, logger);
        _receptions = new ReceptionDesk(_room, grains, platforms.Value, time, random, (id, change) => LogOf(id).Add(change), logger);
    }

    private MediaSessionState State => _state.State;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await OpenDestinationsAsync();
        _mayBeShown = State.IsShown;
        if (State.Publisher is not null)
        {
            (_lastReportAt, _lastMediaAt, _hasReport) = (_time.GetTimestamp(), _time.GetTimestamp(), false);
            StartWatch();
        }
        else if (State.IsShown)
        {
            TellEnd();
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _herald.CloseAsync();

    /// <inheritdoc/>
    public async Task<long> SetKeyAsync(byte[] digest)
    {
        var at = NowUnixMs();
        (State.KeyDigest, State.KeyNumber, State.KeyMadeAtUnixMs) = (digest, State.KeyNumber + 1, at);
        await _state.WriteStateAsync();
        LogKey(_logger, _room, "made");
        return at;
    }

    /// <inheritdoc/>
    public async Task RevokeKeyAsync()
    {
        if (State.KeyDigest is not null)
        {
            (State.KeyDigest, State.KeyNumber) = (null, State.KeyNumber + 1);
            await _state.WriteStateAsync();
            LogKey(_logger, _room, "revoked");
        }
    }

    /// <inheritdoc/>
    public Task<long?> CheckKeyAsync(byte[] digest)
    {
        // Anybody can name any room: what has no key is not kept in memory, and a wrong key takes as long as a right one.
        if (State.KeyDigest is not { } known)
        {
            DeactivateOnIdle();
            return Task.FromResult<long?>(null);
        }

        return Task.FromResult<long?>(CryptographicOperations.FixedTimeEquals(known, digest) ? State.KeyNumber : null);
    }

    /// <inheritdoc/>
    public async Task<StreamTurn> BeginAsync(StreamBegin begin)
    {
        if (State.KeyDigest is null || begin.KeyNumber != State.KeyNumber)
        {
            return StreamTurn.KeyUnknown;
        }

        if (State.Publisher is { } older)
        {
            // A fresh activation does not know whether the older one is still there. To say no would cost a publisher that comes back after a crash its next try,
            // seconds later: its answer waits until it is known.
            if (!_hasReport && IsLive(begin))
            {
                await Task.WhenAny(_heard.Task, Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, FirstReportMs - MsSince(_lastReportAt))), _time));
            }

            if (_hasReport && IsLive(begin))
            {
                return StreamTurn.Taken;
            }

            LogTakenOver(_logger, _room, older.Process, begin.Process);
        }
        else
        {
            await this.RegisterOrUpdateReminder(WatchReminder, WatchPeriod, WatchPeriod);
        }

        State.Publisher = new StreamPublisher(begin.Session, begin.Process, begin.Remote, NowUnixMs()) { Url = begin.Url };
        (State.PublisherKeyNumber, State.Session, State.IsShown, State.EgressProcess) = (begin.KeyNumber, begin.Session, true, begin.Process);
        (_facts, _hasReport, _lastReportAt, _lastMediaAt) = (StreamFacts.None, true, _time.GetTimestamp(), _time.GetTimestamp());
        await _state.WriteStateAsync();
        StartWatch();
        return StreamTurn.Granted;
    }

    /// <inheritdoc/>
    public Task<StreamTurn> ReportAsync(Guid session, StreamReport report)
    {
        if (State.Publisher?.Session != session)
        {
            return Task.FromResult(State.Publisher is null && State.KeyDigest is null ? StreamTurn.KeyUnknown : StreamTurn.TakenOver);
        }

        _facts = report.Facts;
        _hasReport = true;
        _heard.TrySetResult();
        _lastReportAt = _time.GetTimestamp();
        _lastMediaAt = _lastReportAt - (long)(report.SilenceMs * (_time.TimestampFrequency / 1000d));
        TellLive();
        return Task.FromResult(State.PublisherKeyNumber == State.KeyNumber ? StreamTurn.Granted : StreamTurn.KeyUnknown);
    }

    /// <inheritdoc/>
    public Task EndAsync(Guid session, StreamEnd end) => State.Publisher?.Session == session ? LeaveAsync(end) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task NoteRefusalAsync(StreamEnd refusal)
    {
        _lastRefusal = refusal;
        if (State.KeyDigest is null)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<StreamInspection> InspectAsync()
    {
        var publisher = State.Publisher;
        return Task.FromResult(new StreamInspection(
            State.KeyDigest is null ? null : State.KeyMadeAtUnixMs,
            publisher,
            publisher is null ? 0 : (long)MsSince(_lastMediaAt),
            publisher is null ? StreamFacts.None : _facts,
            State.LastEnd,
            _lastRefusal));
    }

    /// <inheritdoc/>
    public async Task SetRecordedAsync(bool? isRecorded)
    {
        if (State.IsRecorded != isRecorded)
        {
            State.IsRecorded = isRecorded;
            await _state.WriteStateAsync();
        }
    }

    /// <inheritdoc/>
    public Task<bool?> IsRecordedAsync() => Task.FromResult(State.IsRecorded);

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // To be active is all that is asked: the watch runs where there is a publisher, the herald where the room is to be told something.
        if (State.Publisher is null && !State.IsShown && await this.GetReminder(reminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private void TellLive()
    {
        if (_facts is { Video: null, Audio: null })
        {
            return;
        }

        var state = new ShowStream(true, _facts.Video?.WidthPx, _facts.Video?.HeightPx);
        if (state != _herald.Wanted)
        {
            _mayBeShown = true;
            _herald.Tell(state, $"{State.Session:N}/{_told++}/{state.WidthPx}x{state.HeightPx}");
        }
    }

    private void TellEnd() => _herald.Tell(new ShowStream(false, null, null), $"{State.Session:N}/end");

    // By a timer, whose call does not run beside others: two writes of the state at one time would be a conflict.
    private void ScheduleNote() => this.RegisterGrainTimer(NoteToldAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));

    private async Task NoteToldAsync(CancellationToken cancellationToken)
    {
        if (State.Publisher is null && State.IsShown && !_herald.IsTelling)
        {
            (State.IsShown, _mayBeShown) = (false, false);
            await _state.WriteStateAsync(cancellationToken);
            await ForgetWatchAsync(cancellationToken);
        }
    }

    private async Task ForgetWatchAsync(CancellationToken cancellationToken)
    {
        if (await this.GetReminder(WatchReminder, cancellationToken) is { } reminder)
        {
            await this.UnregisterReminder(reminder, cancellationToken);
        }
    }

    private void StartWatch() => _watch ??= this.RegisterGrainTimer(
        WatchAsync, new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(StreamReports.IntervalMs), TimeSpan.FromMilliseconds(StreamReports.IntervalMs)) { KeepAlive = true });

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (State.Publisher is { } publisher && MsSince(_lastReportAt) >= StreamReports.GoneAfterMs)
        {
            try
            {
                await LeaveAsync(new StreamEnd(NowUnixMs(), "ProcessGone", $"Process {publisher.Process}, which took the stream, does not report any more.", publisher.Remote));
            }
            catch (InconsistentStateException)
            {
                // Another activation has written: this one is out of date.
                DeactivateOnIdle();
            }
        }
    }

    private async Task LeaveAsync(StreamEnd end)
    {
        (State.Publisher, State.LastEnd, State.IsShown, _facts) = (null, end, _mayBeShown, StreamFacts.None);
        _watch?.Dispose();
        _watch = null;
        await _state.WriteStateAsync();
        LogEnded(_logger, _room, end.Reason, end.Detail);
        if (_mayBeShown)
        {
            TellEnd();
        }
        else
        {
            await ForgetWatchAsync(CancellationToken.None);
        }
    }

    private bool IsLive(StreamBegin newer) => State.PublisherKeyNumber == State.KeyNumber && MsSince(_lastMediaAt) < newer.TakeoverAfterMs;

    private double MsSince(long timestamp) => _time.GetElapsedTime(timestamp).TotalMilliseconds;

    private long NowUnixMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(2300, LogLevel.Information, "Room '{Room}': its stream key was {What}")]
    private static partial void LogKey(ILogger logger, string room, string what);

    [LoggerMessage(2301, LogLevel.Information, "Room '{Room}': the publisher at {Older} was silent or gone, one at {Newer} takes its place")]
    private static partial void LogTakenOver(ILogger logger, string room, string older, string newer);

    [LoggerMessage(2302, LogLevel.Information, "Room '{Room}': its stream has ended, {Reason}: {Detail}")]
    private static partial void LogEnded(ILogger logger, string room, string reason, string detail);
}
