using CrossLive.FlashSales;
using CrossLive.Insights;
using CrossLive.Persistence;
using CrossLive.Platforms;
using CrossLive.Rooms;
using CrossLive.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace CrossLive;

/// <summary>Puts the grains' needs into a silo: options, grain storage, reminders, streams. The storage itself is registered by the host.</summary>
public static class GrainRegistration
{
    // Every queue is asked for news by a timer and a grain call: Orleans' eight queues, ten times a second each, cost an idle server 2 % of a core.
    // Heads may lag and only the newest counts, so two queues asked as often as a room says its head are as good.
    private const int HeadQueues = 2;
    private static readonly TimeSpan HeadPull = TimeSpan.FromMilliseconds(500);

    /// <summary>Adds what the grains need.</summary>
    public static ISiloBuilder AddCrossLiveGrains(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<RoomGrainOptions>().BindConfiguration("CrossLive:Rooms").ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<RoomGrainOptions>, RoomGrainOptionsValidator>();
        silo.Services.TryAddSingleton<LocalRoomObservers>();
        silo.Services.AddPlatformAdapters();
        silo.Services.AddOptions<FlashSaleOptions>().BindConfiguration("CrossLive:Sales").ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<FlashSaleOptions>, FlashSaleOptionsValidator>();
        silo.Services.AddSingleton<ActiveSales>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<ActiveSales>());

        // Orleans' own format, by field numbers: its JSON default writes the names of .NET types, and cannot read back lists that the compiler made.
        silo.Services.AddKeyedSingleton<IGrainStorage>(RoomRollupGrain.Storage, (services, _) => new DocumentGrainStorage(
            services.GetRequiredService<IDocumentStore>(), new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>())));
        silo.Services.AddSingleton<IReminderTable, DocumentReminderTable>();
        return silo.AddReminders()
            .AddMemoryGrainStorage("PubSubStore")
            .AddMemoryStreams(RoomHeadStream.Provider, streams =>
            {
                streams.ConfigurePartitioning(HeadQueues);
                streams.ConfigurePullingAgent(agent => agent.Configure(pulling => pulling.GetQueueMsgsTimerPeriod = HeadPull));
            });
    }
}
