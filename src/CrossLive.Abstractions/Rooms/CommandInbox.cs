using System.Diagnostics;

namespace CrossLive.Rooms;

/// <summary>
/// Gathers commands while one call to a room is on its way, and sends what gathered as the next call: the order of <c>SendAsync</c> calls is the order
/// in the room, and a thousand commands cost one call instead of a thousand. One loop, one call in flight.
/// Safe to call from many threads; inside a grain it stays on the grain's scheduler.
/// With a <see cref="GatheringPace"/>, a busy inbox keeps step with a room that commits at intervals; an idle one sends at once either way.
/// </summary>
/// <remarks>
/// At the limit of waiting commands a <c>SendAsync</c> is answered <see cref="Rejection.RoomBusy"/> at once, as a whole. A call that throws is answered
/// <see cref="Rejection.RoomUnavailable"/> for each of its commands: whether they happened is then unknown, so they may be sent again only with their keys.
/// </remarks>
/// <typeparam name="TCommand">A <see cref="RoomCommand"/>, or what becomes one where the call goes.</typeparam>
public sealed class CommandInbox<TCommand> : IAsyncDisposable
{
    private const string Stopping = "This process is stopping.";

    private readonly Func<IReadOnlyList<TCommand>, Task<IReadOnlyList<CommandAnswer>>> _execute;
    private readonly int _maxBatch;
    private readonly int _maxWaiting;
    private readonly GatheringPace? _pace;
    private readonly Lock _lock = new();
    private readonly Queue<Parcel> _parcels = new();
    private int _waiting;
    private bool _running;
    private bool _disposed;
    private long? _sentAt;
    private long _answeredAt;
    private TaskCompletionSource? _endGathering;
    private Task _loop = Task.CompletedTask;

    /// <summary>Makes an inbox.</summary>
    /// <param name="execute">The call to the room: as many answers as commands, in their order. Bounded in time by whoever passes it.</param>
    /// <param name="maxBatch">Most commands in one call, at least 1.</param>
    /// <param name="maxWaiting">Most commands that wait for their call (those in flight are not counted), at least <paramref name="maxBatch"/>.</param>
    /// <param name="pace">How far apart its calls are while it is busy; null = the next call goes as soon as the one before is answered.</param>
    public CommandInbox(Func<IReadOnlyList<TCommand>, Task<IReadOnlyList<CommandAnswer>>> execute, int maxBatch, int maxWaiting, GatheringPace? pace = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWaiting, maxBatch);
        _execute = execute;
        _maxBatch = maxBatch;
        _maxWaiting = maxWaiting;
        _pace = pace;
    }

    /// <summary>How many commands wait for their call.</summary>
    public int WaitingCommands
    {
        get
        {
            lock (_lock)
            {
                return _waiting;
            }
        }
    }

    /// <summary>True where nothing waits and nothing is on its way.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return !_running;
            }
        }
    }

    /// <summary>Sends one command; answers when the room has.</summary>
    public async Task<CommandAnswer> SendAsync(TCommand command)
    {
        var answers = await SendAsync([command]);
        return answers[0];
    }

    /// <summary>Sends one command; <paramref name="receiver"/> is told the answer, by this call where the command is refused at once.</summary>
    public void Post(TCommand command, IAnswerReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        CommandAnswer refusal;
        lock (_lock)
        {
            if (!_disposed && _waiting < _maxWaiting)
            {
                Enqueue(new Parcel([command], receiver));
                return;
            }

            refusal = _disposed ? Refuse(Rejection.RoomUnavailable, Stopping) : Refuse(Rejection.RoomBusy, $"{_waiting} commands wait already.");
        }

        receiver.Take(refusal);
        receiver.Flush();
    }

    /// <summary>Sends commands in their order, with nobody else's between them unless they need more than one call. Answers one each, in order.</summary>
    /// <param name="commands">At most the inbox's limit of waiting commands. Not to be changed afterwards.</param>
    public Task<IReadOnlyList<CommandAnswer>> SendAsync(IReadOnlyList<TCommand> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(commands.Count, _maxWaiting, nameof(commands));
        if (commands.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<CommandAnswer>>([]);
        }

        lock (_lock)
        {
            if (_disposed)
            {
                return RefuseAll(commands.Count, Rejection.RoomUnavailable, Stopping);
            }

            if (_waiting + commands.Count > _maxWaiting)
            {
                return RefuseAll(commands.Count, Rejection.RoomBusy, $"{_waiting} commands wait already.");
            }

            var parcel = new Parcel(commands);
            Enqueue(parcel);
            return parcel.Completion;
        }
    }

    /// <summary>Takes nothing more, and returns when everything taken before has been answered.</summary>
    public async ValueTask DisposeAsync()
    {
        Task loop;
        lock (_lock)
        {
            _disposed = true;
            _endGathering?.TrySetResult();
            loop = _loop;
        }

        await loop;
    }

    private static Task<IReadOnlyList<CommandAnswer>> RefuseAll(int count, string code, string detail) =>
        Task.FromResult<IReadOnlyList<CommandAnswer>>(Enumerable.Repeat(Refuse(code, detail), count).ToArray());

    private static CommandAnswer Refuse(string code, string detail) => CommandAnswer.Reject(code, detail, CommandInbox.RetryAfterMs);

    // Under the lock.
    private void Enqueue(Parcel parcel)
    {
        _parcels.Enqueue(parcel);
        _waiting += parcel.Count;
        if (!_running)
        {
            _running = true;
            _loop = RunAsync();
        }
        else if (_waiting >= _maxBatch)
        {
            _endGathering?.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        // The loop outlives the request that happens to start it: its calls are not part of that request's trace.
        Activity.Current = null;
        while (true)
        {
            if (!await GatherAsync())
            {
                // Gives the sender its thread back, and lets what arrives at the same moment ride in the same call.
                await new TurnEnd(_pace?.AtTurnEnd);
            }

            var batch = TakeBatch();
            if (batch is null)
            {
                return;
            }

            _sentAt = _pace?.Time.GetTimestamp();
            var answers = await ExecuteAsync(batch.Commands);
            _answeredAt = _pace?.Time.GetTimestamp() ?? 0;
            batch.Answer(answers);
        }
    }

    // Only where something waits: the loop of an inbox that has nothing more to send ends at once. True where it has waited.
    private async ValueTask<bool> GatherAsync()
    {
        if (_pace is null || _sentAt is not { } sentAt || _pace.LeftOf(sentAt, _answeredAt) is not { Ticks: > 0 } wait)
        {
            return false;
        }

        Task full;
        lock (_lock)
        {
            if (_waiting == 0 || _waiting >= _maxBatch || _disposed)
            {
                return false;
            }

            _endGathering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            full = _endGathering.Task;
        }

        await Task.WhenAny(Task.Delay(wait, _pace.Time), full);
        lock (_lock)
        {
            _endGathering = null;
        }

        return true;
    }

    private async Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(List<TCommand> commands)
    {
        try
        {
            var answers = await _execute(commands);
            return answers.Count == commands.Count
                ? answers
                : throw new InvalidOperationException($"{commands.Count} commands got {answers.Count} answers.");
        }
#pragma warning disable CA1031 // Whatever went wrong, the senders are answered and the loop goes on: the call's own code logs what it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var refusal = CommandAnswer.Reject(Rejection.RoomUnavailable, $"The room did not answer ({exception.GetType().Name}).", CommandInbox.RetryAfterMs);
            return Enumerable.Repeat(refusal, commands.Count).ToArray();
        }
    }

    private Batch? TakeBatch()
    {
        lock (_lock)
        {
            if (_waiting == 0)
            {
                _running = false;
                return null;
            }

            var batch = new Batch(Math.Min(_waiting, _maxBatch));
            while (batch.HasRoom)
            {
                var parcel = _parcels.Peek();
                if (batch.TakeFrom(parcel))
                {
                    _parcels.Dequeue();
                }
            }

            _waiting -= batch.Commands.Count;
            return batch;
        }
    }

    /// <summary>What one call brought; its answers may come from more than one batch.</summary>
    private sealed class Parcel
    {
        private readonly IReadOnlyList<TCommand> _commands;
        private readonly IAnswerReceiver? _receiver;
        private readonly CommandAnswer[] _answers = [];
        private readonly TaskCompletionSource<IReadOnlyList<CommandAnswer>>? _completion;
        private int _answered;

        public Parcel(IReadOnlyList<TCommand> commands)
        {
            _commands = commands;
            _answers = new CommandAnswer[commands.Count];
            _completion = new TaskCompletionSource<IReadOnlyList<CommandAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public Parcel(IReadOnlyList<TCommand> commands, IAnswerReceiver receiver) => (_commands, _receiver) = (commands, receiver);

        public Task<IReadOnlyList<CommandAnswer>> Completion => _completion!.Task;

        public int Count => _commands.Count;

        public int Taken { get; private set; }

        public bool IsTaken => Taken == _commands.Count;

        public TCommand TakeNext() => _commands[Taken++];

        public void AnswerNext(CommandAnswer answer)
        {
            if (_receiver is not null)
            {
                _receiver.Take(answer);
                return;
            }

            _answers[_answered++] = answer;
            if (_answered == _answers.Length)
            {
                _completion!.SetResult(_answers);
            }
        }

        public void Flush() => _receiver?.Flush();
    }

    /// <summary>The commands of one call and whose they are.</summary>
    private sealed class Batch(int size)
    {
        private readonly List<Parcel> _owners = new(size);

        public List<TCommand> Commands { get; } = new(size);

        public bool HasRoom => Commands.Count < size;

        public bool TakeFrom(Parcel parcel)
        {
            while (HasRoom && !parcel.IsTaken)
            {
                Commands.Add(parcel.TakeNext());
                _owners.Add(parcel);
            }

            return parcel.IsTaken;
        }

        public void Answer(IReadOnlyList<CommandAnswer> answers)
        {
            for (var i = 0; i < answers.Count; i++)
            {
                _owners[i].AnswerNext(answers[i]);
            }

            _owners.ForEach(owner => owner.Flush());
        }
    }
}

/// <summary>What all inboxes have in common.</summary>
public static class CommandInbox
{
    /// <summary>What a sender is told to wait where the inbox is full or the room did not answer.</summary>
    public const long RetryAfterMs = 500;
}
