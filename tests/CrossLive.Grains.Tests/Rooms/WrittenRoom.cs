using CrossLive.Rooms;
using CrossLive.Storage;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CrossLive.Grains.Tests.Rooms;

/// <summary>
/// A room's writer over SQLite in a folder of its own, without Orleans: turns run one at a time as on a grain's scheduler, and time moves when the test says so.
/// </summary>
internal sealed class WrittenRoom : IAsyncDisposable
{
    public const string Name = "room-1";

    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private RoomWriter _writer;

    public WrittenRoom(RoomGrainOptions? options = null, int commitIntervalMs = 0)
    {
        // Virtual time stands still: nothing waits for the room's pace unless a test is about it.
        Options = options ?? new RoomGrainOptions();
        Options.CommitIntervalMs = commitIntervalMs;
        _database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        Log = new ControlledRoomLog(new SqliteRoomLog(_database, NullLogger<SqliteRoomLog>.Instance));
        _writer = CreateWriter();
    }

    public ControlledRoomLog Log { get; }

    public RoomGrainOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>What was shown, in order.</summary>
    public List<RoomEvent> Published { get; } = [];

    public int Retirements { get; private set; }

    public int WaitingCommands => _writer.WaitingCommands;

    /// <summary>A writer as another activation would have it: nothing known, everything from the log.</summary>
    public void Reactivate() => _writer = CreateWriter();

    public Task<IReadOnlyList<CommandAnswer>> SendAsync(params RoomCommand[] commands) => OnTurnAsync(() => _writer.ExecuteAsync(commands));

    public async Task<CommandAnswer> SendOneAsync(RoomCommand command) => (await SendAsync(command))[0];

    /// <summary>Sends, and returns when the room has taken it in.</summary>
    public async Task<Task<IReadOnlyList<CommandAnswer>>> BeginAsync(params RoomCommand[] commands)
    {
        Task<IReadOnlyList<CommandAnswer>>? answers = null;
        await OnTurnAsync(() =>
        {
            answers = _writer.ExecuteAsync(commands);
            return Task.FromResult(true);
        });
        return answers!;
    }

    /// <summary>Lets the time pass after which likes are merged.</summary>
    public void LetTick() => Time.Advance(TimeSpan.FromMilliseconds(Options.CounterTickMs));

    public Task<RoomFault?> FaultAsync() => OnTurnAsync(() => _writer.AtRestAsync((_, fault) => fault));

    public Task<(Position Head, string Hash, long Epoch)> StateAsync() =>
        OnTurnAsync(() => _writer.AtRestAsync((state, _) => (state?.Head ?? Position.Start, state?.Hash() ?? string.Empty, _writer.Epoch)));

    public Task<T> AtRestAsync<T>(Func<RoomState?, RoomFault?, T> read) => OnTurnAsync(() => _writer.AtRestAsync(read));

    public Task CloseAsync() => OnTurnAsync(async () =>
    {
        await _writer.CloseAsync();
        return true;
    });

    /// <summary>Lets the time pass after which a failed storage is tried again.</summary>
    public void LetRetry() => Time.Advance(TimeSpan.FromMilliseconds(Options.RetryStorageMs));

    /// <summary>The state as the log alone gives it, from its first event, without snapshots.</summary>
    public async Task<RoomState> ReplayAsync()
    {
        var state = new RoomState();
        foreach (var e in await StoredAsync())
        {
            state.Apply(e);
        }

        return state;
    }

    /// <summary>Every event in the log.</summary>
    public async Task<List<RoomEvent>> StoredAsync()
    {
        var events = new List<RoomEvent>();
        await foreach (var batch in new SqliteRoomLog(_database, NullLogger<SqliteRoomLog>.Instance).ReadAsync(Name, 0, CancellationToken.None))
        {
            events.AddRange(batch);
        }

        return events;
    }

    /// <summary>Another process takes the room over.</summary>
    public async Task TakeOverAsync() => await new SqliteRoomLog(_database, NullLogger<SqliteRoomLog>.Instance).TakeOverAsync(Name, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Log.OnAppend = null;
        await CloseAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await _database.DisposeAsync();
        _folder.Delete();
    }

    private RoomWriter CreateWriter() => new(Name, new RoomStore(Log, Name, Options), Options, Time, Published.AddRange, () => Retirements++, NullLogger.Instance);

    private Task<T> OnTurnAsync<T>(Func<Task<T>> turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap();
}
