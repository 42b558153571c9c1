using CrossLive.Rooms;
using CrossLive.Storage;
using Microsoft.Extensions.Logging;

namespace CrossLive.FlashSales;

/// <summary>
/// The one loop that writes a sale: does what is due, decides what has gathered, appends it as one round, answers it; meanwhile the next round gathers.
/// Runs on the grain's scheduler and awaits storage and nothing else.
/// </summary>
/// <remarks>Nothing is answered or told before it is durable. After a failed append the state is ahead of the log: it is thrown away and replayed.</remarks>
internal sealed partial class SaleWriter(string name, SaleStore store, FlashSaleOptions options, TimeProvider time, Action changed, Action retire, ILogger logger)
{
    /// <summary>Most commands that are decided for one append: some 5 MB in the log.</summary>
    public const int MaxCommandsPerRound = 40_000;

    /// <summary>Most of those who wait in the waiting room that one round takes: others, payments among them, wait for the end of it.</summary>
    private const int MaxTurnsPerRound = 10_000;

    /// <summary>Longest wait for what is due: a system clock that is set forward is noticed so late at most.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a sale whose storage failed is opened again by itself.</summary>
    private static readonly TimeSpan RetryFault = TimeSpan.FromSeconds(1);

    private static readonly SaleAnswer Moving = SaleAnswer.No(Rejection.RoomUnavailable, "The sale is moving to another process: try again with the same key.", 500);

    private readonly Queue<SaleCall> _calls = new();
    private readonly List<Action> _reads = [];
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SaleEntrance _entrance = new(options);
    private SaleSequencer? _sequencer;
    private SaleAnswer? _fault;
    private DateTimeOffset _retryStorageAt;
    private Task _loop = Task.CompletedTask;
    private Task _alarm = Task.CompletedTask;
    private long _toldThrough;
    private bool _isRunning;
    private bool _isClosed;

    /// <summary>The sale, ahead of the log while a round is on its way: to be read at rest only. Null before it is opened.</summary>
    public SaleState? State => _sequencer?.State;

    /// <summary>What may be told of it: all of it is durable. Null before it is opened, or where nobody has planned it.</summary>
    public SaleBulletin? Bulletin { get; private set; }

    /// <summary>Why it does not take commands just now, or null.</summary>
    public SaleAnswer? Fault => _fault;

    /// <summary>How many commands wait to be decided.</summary>
    public int WaitingCommands { get; private set; }

    /// <summary>How many buyers are in the waiting room.</summary>
    public int WaitingBuyers => _entrance.WaitingBuyers;

    /// <summary>Queues commands; answers when each is durable or refused.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="behind">How many more wait at the caller.</param>
    public Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(IReadOnlyList<SaleCommand> commands, int behind = 0)
    {
        var call = new SaleCall(commands, behind);
        if (_isClosed)
        {
            call.AnswerAll(Moving);
        }
        else
        {
            Queue(call);
        }

        return call.Completion;
    }

    private void Queue(SaleCall call)
    {
        _entrance.Judge(call, _sequencer, WaitingCommands, NowUnixMs());
        if (call.Open == 0)
        {
            return;
        }

        _calls.Enqueue(call);
        WaitingCommands += call.Open;
        Kick();
    }

    /// <summary>Reads between two rounds, when all of it is durable, after what is due has been done.</summary>
    public Task<T> AtRestAsync<T>(Func<T> read)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reads.Add(() =>
        {
            try
            {
                completion.SetResult(read());
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

    /// <summary>The room has been told everything up to this piece of news.</summary>
    public void NoteTold(long through)
    {
        _toldThrough = through;
        Kick();
    }

    /// <summary>Does what is due.</summary>
    public void Kick()
    {
        if (!_isRunning)
        {
            _isRunning = true;
            _loop = RunAsync();
        }
    }

    /// <summary>Takes nothing more and writes what it has.</summary>
    public async Task CloseAsync()
    {
        _isClosed = true;
        _closing.TrySetResult();
        await _alarm;
        await _loop;
    }

    private async Task RunAsync()
    {
        do
        {
            // Lets calls that are on their way in join this round.
            await Task.Yield();

            // Those that come during the round see the next one: what is due when they ask has not been done in this.
            Action[] reads = [.. _reads];
            _reads.Clear();
            await OpenWhenNeededAsync();
            if (_fault is { } fault)
            {
                RefuseWaiting(fault);
            }
            else if (_sequencer is { } sequencer)
            {
                await WriteRoundAsync(sequencer);
            }

            Array.ForEach(reads, read => read());
        }
        while (_calls.Count > 0 || _reads.Count > 0 || IsDue());

        _isRunning = false;
        SetAlarm();
    }

    private bool IsDue() => _fault is null && _sequencer is { } sequencer && (NextDueUnixMs(sequencer) <= NowUnixMs() || IsTold(sequencer));

    // Whoever waits is let in as long as this goes on: one that is closing leaves them to whoever opens the sale next.
    private long? NextDueUnixMs(SaleSequencer sequencer)
    {
        var due = sequencer.NextDueUnixMs;
        return !_isClosed && _entrance.NextTurnUnixMs(NowUnixMs()) is { } turn && (due is null || turn < due) ? turn : due;
    }

    private bool IsTold(SaleSequencer sequencer) => sequencer.State.News.FirstOrDefault() is { } oldest && oldest.Number <= _toldThrough;

    private long NowUnixMs() => Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), _sequencer?.State.LastUnixMs ?? 0);

    // One alarm at a time. It looks again after a while: what became due earlier meanwhile is that late at most.
    private void SetAlarm()
    {
        if (!_isClosed && _alarm.IsCompleted && HasAnythingDue)
        {
            _alarm = WaitForDueAsync();
        }
    }

    private bool HasAnythingDue => _fault is not null || (_sequencer is { } sequencer && NextDueUnixMs(sequencer) is not null);

    private async Task WaitForDueAsync()
    {
        while (!_isClosed && HasAnythingDue)
        {
            // Reservations run out whatever the storage does: a sale that failed is opened again by itself.
            var wait = _fault is not null ? RetryFault : TimeSpan.FromMilliseconds(NextDueUnixMs(_sequencer!)!.Value - NowUnixMs());
            if (wait > TimeSpan.Zero)
            {
                await Task.WhenAny(Task.Delay(wait < LongestWait || _fault is not null ? wait : LongestWait, time), _closing.Task);
            }

            if (_fault is not null || IsDue())
            {
                Kick();
                await _loop;
            }
        }
    }

    private async Task WriteRoundAsync(SaleSequencer sequencer)
    {
        var plan = new SalePlan(Math.Min(WaitingCommands, MaxCommandsPerRound));
        var taken = new List<(SaleCall Call, int First)>();
        try
        {
            var claimsBefore = sequencer.State.Claims;
            Decide(sequencer, plan, taken);
            if (plan.Changes.Count > 0)
            {
                _entrance.Append(claimsBefore, plan.Changes);
                await store.AppendAsync(plan.Changes, NowUnixMs());
            }
        }
#pragma warning disable CA1031 // Every failure, of the storage or of a rule, ends in an answer to each command that waited; the loop goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _sequencer = null;
            Fail(exception);
            _entrance.PutBack();
            foreach (var (call, _) in taken)
            {
                call.AnswerAll(_fault!);
            }

            RefuseWaiting(_fault!);
            return;
        }

        var next = 0;
        foreach (var (ticket, answer) in plan.Answers)
        {
            // Tickets are answered in their order: one round, one list, those of the waiting room at its end. They hear of it when they come again.
            if (_entrance.TakeAnswer(ticket, answer))
            {
                continue;
            }

            while (next + 1 < taken.Count && taken[next + 1].First <= ticket)
            {
                next++;
            }

            taken[next].Call.Answer(ticket - taken[next].First, answer);
        }

        _entrance.Settle(plan.Changes.Count(change => change is ClaimTaken), NowUnixMs());
        if (plan.Changes.Count > 0)
        {
            Tell(sequencer.State);
        }
    }

    private void Tell(SaleState state)
    {
        Bulletin = state.View is { } view ? new SaleBulletin(view, [.. state.News]) : null;
        changed();
    }

    private void Decide(SaleSequencer sequencer, SalePlan plan, List<(SaleCall Call, int First)> taken)
    {
        var nowUnixMs = NowUnixMs();
        if (IsTold(sequencer))
        {
            sequencer.NoteTold(plan, _toldThrough);
        }

        sequencer.Tick(plan, nowUnixMs);
        var ticket = 0;
        while (_calls.TryPeek(out var call) && (ticket == 0 || ticket + call.Commands.Count <= MaxCommandsPerRound))
        {
            _calls.Dequeue();
            WaitingCommands -= call.Open;
            taken.Add((call, ticket));
            for (var i = 0; i < call.Commands.Count; i++, ticket++)
            {
                if (i % SaleSequencer.ClaimsAhead == 0)
                {
                    sequencer.Expect(call.Commands, i);
                }

                if (!call.IsAnswered(i))
                {
                    sequencer.Add(plan, ticket, call.Commands[i], nowUnixMs);
                }
            }
        }

        if (!_isClosed)
        {
            foreach (var claim in _entrance.Take(ticket, Math.Min(MaxTurnsPerRound, MaxCommandsPerRound - ticket), nowUnixMs))
            {
                sequencer.Add(plan, ticket++, claim, nowUnixMs);
            }
        }
    }

    private async Task OpenWhenNeededAsync()
    {
        if ((_sequencer is not null && _fault is null) || time.GetUtcNow() < _retryStorageAt)
        {
            return;
        }

        if (_isClosed)
        {
            // Taking over from here would fence the activation that follows this one.
            _fault = Moving;
            return;
        }

        try
        {
            // Asking for a sale that nobody planned writes nothing: else every made-up name would leave a record.
            if (!await store.ExistsAsync() && !_calls.Any(call => call.Commands.Any(command => command is ScheduleSale)))
            {
                _fault = null;
                AnswerUnknown();
                return;
            }

            var startedAt = time.GetTimestamp();
            _sequencer = new SaleSequencer(await store.TakeOverAsync());
            _fault = null;
            LogOpened(logger, name, _sequencer.State.Claims, (long)time.GetElapsedTime(startedAt).TotalMilliseconds);
            Tell(_sequencer.State);
        }
#pragma warning disable CA1031 // The sale stays closed and says why; the next call tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _sequencer = null;
            Fail(exception);
        }
    }

    private void AnswerUnknown() => RefuseWaiting(SaleAnswer.No(Rejection.SaleUnknown, "Nobody has planned a sale by this name."));

    private void Fail(Exception exception)
    {
        _fault = exception switch
        {
            RoomLogFullException full => SaleAnswer.No(Rejection.StorageFull, full.Message, options.RetryStorageMs),
            RoomLogDamagedException damaged => SaleAnswer.No(Rejection.RoomDamaged, damaged.Message),
            RoomLogFencedException => Moving,
            RoomLogException other => SaleAnswer.No(Rejection.RoomUnavailable, other.Message, options.RetryStorageMs),
            _ => SaleAnswer.No(Rejection.RoomUnavailable, $"The sale's storage failed ({exception.GetType().Name}).", options.RetryStorageMs),
        };
        _retryStorageAt = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.RetryStorageMs);
        LogFailed(logger, name, _fault.Code!, exception);
        if (exception is RoomLogFencedException)
        {
            _isClosed = true;
            retire();
        }
    }

    private void RefuseWaiting(SaleAnswer fault)
    {
        while (_calls.TryDequeue(out var call))
        {
            call.AnswerAll(fault);
        }

        WaitingCommands = 0;
    }

    [LoggerMessage(2100, LogLevel.Information, "Sale '{Name}': open again with {Claims} claims after {ElapsedMs} ms")]
    private static partial void LogOpened(ILogger logger, string name, long claims, long elapsedMs);

    [LoggerMessage(2101, LogLevel.Error, "Sale '{Name}': the storage failed, commands are answered {Code}")]
    private static partial void LogFailed(ILogger logger, string name, string code, Exception exception);
}
