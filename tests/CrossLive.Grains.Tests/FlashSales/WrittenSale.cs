using CrossLive.FlashSales;
using CrossLive.Grains.Tests.Rooms;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CrossLive.Grains.Tests.FlashSales;

/// <summary>
/// A sale's writer over SQLite in a folder of its own, without Orleans: turns run one at a time as on a grain's scheduler, and time moves when the test says so.
/// </summary>
internal sealed class WrittenSale : IAsyncDisposable
{
    private static readonly string Name = SaleId.LogOf("room-1", "lamp");

    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly FlashSaleOptions _options;
    private readonly List<SaleWriter> _writers = [];

    public WrittenSale(FlashSaleOptions? settings = null)
    {
        _database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        Log = new ControlledRoomLog(new SqliteRoomLog(_database, NullLogger<SqliteRoomLog>.Instance));
        _options = settings ?? new FlashSaleOptions();
        StartAnew();
    }

    public ControlledRoomLog Log { get; }

    public SaleWriter Writer => _writers[^1];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public long NowUnixMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A process over what is stored; the one before it is dead, and writes nothing any more.</summary>
    public void StartAnew() => _writers.Add(new SaleWriter(Name, new SaleStore(Log, Name, _options, Time), _options, Time, () => { }, () => { }, NullLogger.Instance));

    /// <summary>Commands of a caller at which more stand behind them.</summary>
    public Task<IReadOnlyList<SaleAnswer>> ExecuteWithBehindAsync(int behind, params SaleCommand[] commands) => OnTurnAsync(() => Writer.ExecuteAsync(commands, behind));

    public Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(params SaleCommand[] commands) => OnTurnAsync(() => Writer.ExecuteAsync(commands));

    /// <summary>Returns when what is due has been done.</summary>
    public Task RestAsync() => OnTurnAsync(() => Writer.AtRestAsync(() => true));

    public async ValueTask DisposeAsync()
    {
        // An append that a failed test still holds runs into the writer's patience, which is of the same clock.
        Log.OnAppend = null;
        Time.Advance(TimeSpan.FromMinutes(1));
        await OnTurnAsync(async () =>
        {
            foreach (var writer in _writers)
            {
                await writer.CloseAsync();
            }

            return true;
        });
        await _database.DisposeAsync();
        _folder.Delete();
    }

    private Task<T> OnTurnAsync<T>(Func<Task<T>> turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap();
}
