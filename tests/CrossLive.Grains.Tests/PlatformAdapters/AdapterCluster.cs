using CrossLive.FlashSales;
using CrossLive.Grains.Tests.Rooms;
using CrossLive.Platforms;
using CrossLive.Rooms;
using CrossLive.Storage;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Core.Internal;
using Orleans.TestingHost;

namespace CrossLive.Grains.Tests.PlatformAdapters;

/// <summary>A silo with real rooms on a real log, real adapters, and polls that come quickly. Its data outlives it, so that another can go on.</summary>
internal sealed class AdapterCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private AdapterCluster(InProcessTestCluster cluster, ControlledRoomLog log, ControlledDocumentStore documents)
    {
        _cluster = cluster;
        Log = log;
        Documents = documents;
    }

    public ControlledRoomLog Log { get; }

    public ControlledDocumentStore Documents { get; }

    public static async Task<AdapterCluster> StartAsync(string folder, int maxWaiting = 10_000)
    {
        var database = SqliteDatabase.Open(folder, NullLoggerFactory.Instance);
        var log = new ControlledRoomLog(new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance));
        var documents = new ControlledDocumentStore(new SqliteDocumentStore(database));
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            // Disposed with the silo's services, after the grains.
            silo.Services.AddSingleton(_ => database);
            silo.Services.AddSingleton<IRoomLog>(log);
            silo.Services.AddSingleton<IDocumentStore>(documents);
            silo.Services.AddSingleton(new Random(1));
            silo.Services.Configure<RoomGrainOptions>(options =>
            {
                options.CounterTickMs = 20;
                options.CommitIntervalMs = 0;
                options.RetryStorageMs = 20;
            });
            silo.Services.Configure<PlatformAdapterOptions>(options =>
            {
                options.ReviveMs = 1_000;
                options.MinPollMs = 5;
                options.MaxFailingPollMs = 20;
                options.DeliveryPatienceMs = 200;
                options.MaxWaitingCommands = maxWaiting;
            });
            silo.AddCrossLiveGrains();
        });
        builder.ConfigureSiloHost((_, host) => host.Logging.ClearProviders());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new AdapterCluster(cluster, log, documents);
    }

    public IPlatformAdapterGrain Adapter(string platform, string room = "r1") =>
        _cluster.Client.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(room, platform));

    public IFlashSaleGrain Sale(string saleId, string room = "r1") => _cluster.Client.GetGrain<IFlashSaleGrain>(SaleId.LogOf(room, saleId));

    public IRoomGrain Room(string room = "r1") => _cluster.Client.GetGrain<IRoomGrain>(room);

    public Task OpenRoomAsync(string room = "r1") => Room(room).ExecuteAsync([new RoomCommand(new Person(PlatformId.Web, "op", "Op", Role.Operator), new OpenRoom("Sale"))]);

    /// <summary>What stands in the room but its opening.</summary>
    public async Task<IReadOnlyList<RoomEvent>> EventsAsync(string room = "r1") => [.. (await Room(room).ReadAsync(0, 5_000))!.Where(e => e.Body is not RoomOpened)];

    public async Task<IReadOnlyList<string>> TextsAsync(string room = "r1") => [.. (await EventsAsync(room)).Select(e => e.Body).OfType<ChatPosted>().Select(chat => chat.Text)];

    /// <summary>Ends the adapter's activation, as a shutdown or a rebalance does.</summary>
    public async Task DeactivateAsync(IPlatformAdapterGrain adapter)
    {
        var management = _cluster.Client.GetGrain<IManagementGrain>(0);
        await adapter.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await Eventually.HoldsAsync(async () => await management.GetActivationAddress(adapter) is null, "the adapter's activation to end");
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
