using System.Security.Cryptography;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.Rooms;
using CrossLive.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrossLive.LoadTests.Claims.Grains;

/// <summary>A silo in this process, as the server has it, with SQLite in a temporary folder.</summary>
internal sealed class SaleSilo : IAsyncDisposable
{
    private const string Room = "load";
    private static readonly TimeSpan OpensIn = TimeSpan.FromMilliseconds(1_000);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("crosslive-claims-");
    private readonly IHost _host;

    private SaleSilo(Action<FlashSaleOptions>? configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new Random());
        builder.Services.AddCrossLiveStorage(storage => storage.DataDirectory = _data.FullName);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next());
            silo.AddCrossLiveGrains();
            silo.Services.Configure<FlashSaleOptions>(sales => configure?.Invoke(sales));
        });
        _host = builder.Build();
    }

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it, and opens the room.</summary>
    public static async Task<SaleSilo> StartAsync(CancellationToken cancellationToken, Action<FlashSaleOptions>? configure = null)
    {
        var silo = new SaleSilo(configure);
        await silo._host.StartAsync(cancellationToken);
        await silo.Grains.GetGrain<IRoomGrain>(Room).ExecuteAsync([new RoomCommand(new Person(PlatformId.Web, "operator", "operator", Role.Operator), new OpenRoom("A load test"), CommandKey.For("operator", "open"))]);
        return silo;
    }

    /// <summary>Plans a sale and waits until it is open.</summary>
    public async Task<IFlashSaleGrain> OpenAsync(string sale, long stock, CancellationToken cancellationToken)
    {
        var grain = Grains.GetGrain<IFlashSaleGrain>(SaleId.LogOf(Room, sale));
        var opensAt = DateTimeOffset.UtcNow + OpensIn;
        var answers = await grain.ExecuteAsync(
        [
            new ScheduleSale(SaleTerms.Offer(sale, stock, opensAt.ToUnixTimeMilliseconds()), RandomNumberGenerator.GetBytes(FairnessLimits.SeedBytes), RandomNumberGenerator.GetBytes(FairnessLimits.SeedBytes)),
            new ArmSale(),
        ]);
        if (answers.FirstOrDefault(answer => answer.Code is not null) is { } refused)
        {
            throw new SetupException($"The sale could not be planned: {refused.Code} {refused.Detail}");
        }

        await Task.Delay(OpensIn, cancellationToken);
        return grain;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _data.Delete(recursive: true);
    }
}
