using CrossLive.Grains.Tests.Media;
using CrossLive.Grains.Tests.Rooms;
using CrossLive.Media;
using CrossLive.Rooms;
using CrossLive.Storage;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace CrossLive.Grains.Tests;

/// <summary>Silos in this process over one SQLite file and one log under test control.</summary>
internal sealed class RoomCluster : IAsyncDisposable
{
    /// <summary>The shortest time between two calls of a reminder.</summary>
    public static readonly TimeSpan ReminderPeriod = TimeSpan.FromSeconds(2);

    private readonly SqliteDatabase _database;

    private RoomCluster(string folder, int silos)
    {
        _database = SqliteDatabase.Open(folder, NullLoggerFactory.Instance);
        Log = new ControlledRoomLog(new SqliteRoomLog(_database, NullLogger<SqliteRoomLog>.Instance));
        var builder = new InProcessTestClusterBuilder((short)silos);

        // As in a restart of the same service: state and reminders are found again.
        (builder.Options.ServiceId, builder.Options.ClusterId) = ("crosslive", Guid.NewGuid().ToString("N"));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.AddSingleton<IRoomLog>(Log);
            silo.Services.AddSingleton(Local);
            silo.Services.AddSingleton<IDestinationSeal>(Seal);
            silo.Services.AddSingleton(new Random(1));
            silo.Services.AddSingleton<IDocumentStore>(new SqliteDocumentStore(_database));
            silo.Services.Configure<RoomGrainOptions>(options => (options.CounterTickMs, options.CommitIntervalMs, options.SnapshotEveryEvents, options.RecentEvents) = (20, 0, 200, 100));

            // Else a minute: a test of reminders that missed one would wait as long for the next.
            silo.Services.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = ReminderPeriod);
            silo.AddCrossLiveGrains();
        });
        Cluster = builder.Build();
    }

    public ControlledRoomLog Log { get; }

    /// <summary>The observers that rooms call themselves.</summary>
    public LocalRoomObservers Local { get; } = new();

    /// <summary>What destinations' addresses are sealed with.</summary>
    public SwitchedSeal Seal { get; } = new();

    /// <summary>The silos' clock; their timers are real.</summary>
    public ShiftedTime Time { get; } = new();

    public InProcessTestCluster Cluster { get; }

    public IGrainFactory Grains => Cluster.Client;

    public static async Task<RoomCluster> StartAsync(string folder, int silos = 1)
    {
        var cluster = new RoomCluster(folder, silos);
        await cluster.Cluster.DeployAsync();
        return cluster;
    }

    public IRoomGrain Room(string name) => Grains.GetGrain<IRoomGrain>(name);

    /// <summary>Ends a room's activation as the runtime does it; the next call makes another.</summary>
    public Task DeactivateAsync(IAddressable grain) => Cluster.DeactivateAsync(grain);

    public async ValueTask DisposeAsync()
    {
        Log.OnAppend = null;
        Log.Failure = null;
        Log.ReadFailure = null;
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>The machine's clock, put forward when the test says so.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shiftTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shiftTicks));
}
