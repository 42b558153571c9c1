using CrossLive.Storage;
using Microsoft.Extensions.Logging;

namespace CrossLive.Rooms;

/// <summary>
/// The one loop that writes a room: takes what has gathered, decides it, appends it, publishes it, answers it; meanwhile the next batch gathers (group commit).
/// Runs on the grain's scheduler, one turn at a time, and awaits storage and nothing else.
/// </summary>
/// <remarks>
/// Nothing is published or answered before it is durable, refusals included: they may rest on events of the same batch.
/// After a failed append the sequencer's state is ahead of the log; it is thrown away and replayed.
/// </remarks>
internal sealed partial class RoomWriter(
    string room,
    RoomStore store,
    RoomGrainOptions options,
    TimeProvider time,
    Action<IReadOnlyList<RoomEvent>> publish,
    Action retire,
    ILogger logger)
{
    /// <summary>Most commands that are decided for one append: each becomes at most one event, and merged events come on top.</summary>
    private const int MaxCommandsPerRound = RoomLogLimits.MaxEventsPerAppend - RoomCallLimits.MaxCommandsPerCall;

    /// <summary>With more events than this no further call is taken into the append: its commands, and what becomes due with them, are at most twice as many events.</summary>
    private const int MaxEventsBeforeCall = RoomLogLimits.MaxEventsPerAppend - (2 * RoomCallLimits.MaxCommandsPerCall);

    /// <summary>The room looks at its clock this often at least, while something is to come.</summary>
    private static readonly TimeSpan MaxDueWait = TimeSpan.FromHours(1);

    private readonly Queue<PendingCall> _calls = new();
    private readonly Queue<Action> _reads = new();
    private readonly Dictionary<int, (PendingCall Call, int Index)> _tickets = [];
    private RoomSequencer? _sequencer;
    private RoomFault? _fault;
    private DateTimeOffset _retryStorageAt;
    private long? _wroteAt;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private Task _nextTick = Task.CompletedTask;
    private Task _nextDue = Task.CompletedTask;
    private TaskCompletionSource? _endDueWait;
    private long? _awaitedDueUnixMs;
    private int _nextTicket;
    private bool _isRunning;
    private bool _isTickDue;
    private bool _isClosed;

    /// <summary>The writer's epoch; 0 before it has taken over.</summary>
    public long Epoch { get; private set; }

    /// <summary>How many commands wait to be decided.</summary>
    public int WaitingCommands { get; private set; }

    /// <summary>Queues commands; answers when each is durable or refused.</summary>
    public Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<RoomCommand> commands)
    {
        if (_isClosed)
        {
            return Task.FromResult(RefuseAll(commands.Count, RoomFault.Moving));
        }

        if (WaitingCommands + commands.Count > options.MaxWaitingCommands)
        {
            return Task.FromResult(RefuseAll(commands.Count, new RoomFault(Rejection.RoomBusy, $"{WaitingCommands} commands wait in the room already.", 1_000)));
        }

        var call = new PendingCall(commands);
        _calls.Enqueue(call);
        WaitingCommands += commands.Count;
        Kick();
        return call.Completion;
    }

    /// <summary>Reads the state between two appends, when all of it is durable. The state is null where the room cannot be opened; the fault says why.</summary>
    public Task<T> AtRestAsync<T>(Func<RoomState?, RoomFault?, T> read)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reads.Enqueue(() =>
        {
            try
            {
                completion.SetResult(read(_sequencer?.State, _fault));
            }
#pragma warning disable CA1031 // The failure belongs to the reader, who gets it; the loop goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        });
        Kick();
        return completion.Task;
    }

    /// <summary>Takes nothing more, writes what it has, stores a snapshot where it is worth it.</summary>
    public async Task CloseAsync()
    {
        _isClosed = true;
        _closing.TrySetResult();
        AwaitDue(null);
        await _nextTick;
        await _nextDue;
        await _loop;

        // What was merged, by the last rounds too, is answered here.
        while (_sequencer is { HasPendingCounters: true })
        {
            Tick();
            await _loop;
        }

        await FinishSnapshotAsync();
        if (_sequencer is not null)
        {
            store.SnapshotWhenDue(_sequencer.State, Math.Min(1_000, options.SnapshotEveryEvents));
            await FinishSnapshotAsync();
        }
    }

    private void Kick()
    {
        if (!_isRunning)
        {
            _isRunning = true;
            _loop = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            // Lets calls that are on their way in join this round.
            await Task.Yield();
            await OpenWhenNeededAsync();
            AwaitDue(_isClosed ? null : _sequencer?.NextDueUnixMs);
            while (_reads.TryDequeue(out var read))
            {
                read();
            }

            // The wait is for the clock as it was; this is the clock as it is.
            _isTickDue |= _fault is null && _sequencer?.NextDueUnixMs is { } due && due <= time.GetUtcNow().ToUnixTimeMilliseconds();
            if (_calls.Count == 0 && !_isTickDue)
            {
                _isRunning = false;
                return;
            }

            if (_fault is { } fault)
            {
                RefuseWaiting(fault);
                continue;
            }

            await KeepPaceAsync();
            await WriteRoundAsync(_sequencer!);
            TickLater();
            AwaitDue(_isClosed ? null : _sequencer?.NextDueUnixMs);
        }
    }

    // An idle room writes at once. A busy one lets what comes within the interval share one append, one sync of the disk, one message to each gateway:
    // each of them costs as much for one event as for twenty. What comes in the interval's last quarter does not wait: gateways send at the same interval,
    // and one that is a ms early is not to pay for a timer.
    private async Task KeepPaceAsync()
    {
        var interval = TimeSpan.FromMilliseconds(options.CommitIntervalMs);
        if (_wroteAt is { } last && time.GetElapsedTime(last) is var since && since < interval * 0.75 && !_isClosed)
        {
            await Task.WhenAny(Task.Delay(interval - since, time), _closing.Task);
        }

        _wroteAt = time.GetTimestamp();
    }

    private void Tick()
    {
        if (_sequencer is { HasPendingCounters: true })
        {
            _isTickDue = true;
            Kick();
        }
    }

    // No timer of the grain's: those stop when a deactivation begins, which then waits for the calls that wait for the tick.
    private void TickLater()
    {
        if (_sequencer is { HasPendingCounters: true } && _nextTick.IsCompleted && !_isClosed)
        {
            _nextTick = TickAfterIntervalAsync();
        }
    }

    private async Task TickAfterIntervalAsync()
    {
        await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(options.CounterTickMs), time), _closing.Task);
        Tick();
    }

    // Something happens at a time of its own (a red packet expires). One wait at a time; another due time ends it.
    private void AwaitDue(long? dueUnixMs)
    {
        if (dueUnixMs == _awaitedDueUnixMs)
        {
            return;
        }

        _endDueWait?.SetResult();
        _endDueWait = null;
        _awaitedDueUnixMs = dueUnixMs;
        if (dueUnixMs is { } due)
        {
            _endDueWait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _nextDue = TickWhenDueAsync(due, _endDueWait.Task);
        }
    }

    private async Task TickWhenDueAsync(long dueUnixMs, Task ended)
    {
        // While the storage is away there is nothing to be done about it.
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(dueUnixMs) - time.GetUtcNow();
        var least = _fault is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(options.RetryStorageMs);
        wait = wait < least ? least : wait > MaxDueWait ? MaxDueWait : wait;
        if (await Task.WhenAny(Task.Delay(wait, time), ended) == ended || ended.IsCompleted)
        {
            return;
        }

        // Nobody ends what is over: the next round sets the next wait.
        (_awaitedDueUnixMs, _endDueWait) = (null, null);
        _isTickDue = true;
        Kick();
    }

    private async Task WriteRoundAsync(RoomSequencer sequencer)
    {
        var plan = new RoomPlan();
        try
        {
            var before = sequencer.State.Head.Sequence;
            Decide(sequencer, plan);
            if (plan.Events.Count > 0)
            {
                await AppendAsync(before, plan.Events);
            }
        }
#pragma warning disable CA1031 // Every failure, of the storage or of a rule, ends in an answer to each command that waited; the loop goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await RecoverFromFailedAppendAsync(exception);
            return;
        }

        if (plan.Events.Count > 0)
        {
            publish(plan.Events);
        }

        foreach (var (ticket, answer) in plan.Answers)
        {
            if (_tickets.Remove(ticket, out var waiting))
            {
                RoomTelemetry.Count(answer);
                waiting.Call.Answer(waiting.Index, answer);
            }
        }

        await SnapshotWhenDueAsync(sequencer.State);
    }

    private void Decide(RoomSequencer sequencer, RoomPlan plan)
    {
        var nowUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var taken = 0;
        while (_calls.TryPeek(out var call) && taken + call.Commands.Count <= MaxCommandsPerRound && plan.Events.Count <= MaxEventsBeforeCall)
        {
            _calls.Dequeue();
            taken += call.Commands.Count;
            WaitingCommands -= call.Commands.Count;
            var firstTicket = _nextTicket;
            _nextTicket += call.Commands.Count;

            // All of them before the first is decided: whatever happens then, each gets an answer.
            for (var i = 0; i < call.Commands.Count; i++)
            {
                _tickets.Add(firstTicket + i, (call, i));
            }

            for (var i = 0; i < call.Commands.Count; i++)
            {
                sequencer.Add(plan, firstTicket + i, call.Commands[i], nowUnixMs);
            }
        }

        if (_isTickDue)
        {
            _isTickDue = false;
            sequencer.Tick(plan, nowUnixMs);
        }
    }

    private async Task AppendAsync(long expectedSequence, IReadOnlyList<RoomEvent> events)
    {
        using var activity = RoomTelemetry.Activities.StartActivity("room append");
        activity?.SetTag("crosslive.room", room).SetTag("crosslive.events", events.Count);
        var startedAt = time.GetTimestamp();
        await store.AppendAsync(Epoch, expectedSequence, events, time);
        RoomTelemetry.AppendDuration.Record(time.GetElapsedTime(startedAt).TotalSeconds);
        RoomTelemetry.AppendEvents.Record(events.Count);
    }

    private async Task OpenWhenNeededAsync()
    {
        if (_sequencer is not null && _fault is null)
        {
            return;
        }

        if (_isClosed && _sequencer is null)
        {
            // Taking over from here would fence the activation that follows this one.
            _fault ??= RoomFault.Moving;
            return;
        }

        if (time.GetUtcNow() < _retryStorageAt)
        {
            return;
        }

        try
        {
            // A full disk leaves state and epoch as they were: the next append finds out whether there is room now.
            if (_sequencer is null && !await TryOpenAsync())
            {
                _fault = RoomFault.Unknown;
                return;
            }

            _fault = null;
        }
#pragma warning disable CA1031 // The room stays closed and says why; the next call tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    private async Task<bool> TryOpenAsync()
    {
        // Asking for a room that nobody opened writes nothing: else every made-up name would leave a record.
        if (!await store.ExistsAsync(CancellationToken.None) && !_calls.Any(call => call.Commands.Any(command => command.Body is OpenRoom)))
        {
            return false;
        }

        var startedAt = time.GetTimestamp();
        Epoch = await store.TakeOverAsync(CancellationToken.None);
        var state = await store.LoadAsync(CancellationToken.None);
        _sequencer = new RoomSequencer(state, Epoch);
        var elapsed = time.GetElapsedTime(startedAt);
        RoomTelemetry.RecoveryDuration.Record(elapsed.TotalSeconds);
        LogOpened(logger, room, Epoch, state.Head.Sequence, (long)elapsed.TotalMilliseconds);
        return true;
    }

    private async Task RecoverFromFailedAppendAsync(Exception exception)
    {
        _sequencer = null;
        if (exception is RoomLogFullException)
        {
            try
            {
                // Nothing was written and the epoch still stands; taking over anew would need room on the disk.
                _sequencer = new RoomSequencer(await store.LoadAsync(CancellationToken.None), Epoch);
            }
#pragma warning disable CA1031 // Reading failed as well: the room is opened from the start, later.
            catch (Exception second)
#pragma warning restore CA1031
            {
                exception = second;
            }
        }

        Fail(exception);
        RefuseWaiting(_fault!);
    }

    private void Fail(Exception exception)
    {
        _fault = exception switch
        {
            RoomLogFullException full => new RoomFault(Rejection.StorageFull, full.Message, options.RetryStorageMs),
            RoomLogDamagedException damaged => new RoomFault(Rejection.RoomDamaged, damaged.Message, null),
            RoomLogFencedException => RoomFault.Moving,
            RoomLogException other => new RoomFault(Rejection.RoomUnavailable, other.Message, options.RetryStorageMs),
            _ => new RoomFault(Rejection.RoomUnavailable, $"The room's storage failed ({exception.GetType().Name}).", options.RetryStorageMs),
        };
        _retryStorageAt = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.RetryStorageMs);
        if (exception is RoomLogFencedException)
        {
            LogFenced(logger, room, Epoch, exception);
            _isClosed = true;
            retire();
        }
        else
        {
            LogStorageFailed(logger, room, Epoch, _fault.Code, exception);
        }
    }

    private void RefuseWaiting(RoomFault fault)
    {
        var answer = fault.ToAnswer();
        foreach (var (call, index) in _tickets.Values)
        {
            RoomTelemetry.Count(answer);
            call.Answer(index, answer);
        }

        _tickets.Clear();
        _isTickDue = false;
        while (_calls.TryDequeue(out var call))
        {
            for (var i = 0; i < call.Commands.Count; i++)
            {
                RoomTelemetry.Count(answer);
                call.Answer(i, answer);
            }
        }

        WaitingCommands = 0;
    }

    private async Task SnapshotWhenDueAsync(RoomState state)
    {
        if (store.IsSnapshotDone)
        {
            await FinishSnapshotAsync();
            store.SnapshotWhenDue(state, options.SnapshotEveryEvents);
        }
    }

    private async Task FinishSnapshotAsync()
    {
        try
        {
            await store.FinishSnapshotAsync();
        }
#pragma warning disable CA1031 // A snapshot that failed costs a longer replay, nothing else; the next one is due anyway.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogSnapshotFailed(logger, room, exception);
        }
    }

    private static IReadOnlyList<CommandAnswer> RefuseAll(int count, RoomFault fault) => [.. Enumerable.Repeat(fault.ToAnswer(), count)];
}
