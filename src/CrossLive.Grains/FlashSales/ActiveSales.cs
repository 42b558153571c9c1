using CrossLive.Storage;
using Microsoft.Extensions.Logging;

namespace CrossLive.FlashSales;

/// <summary>
/// The sales that have something to do by themselves, as documents. Each silo wakes them when it starts: reminders come once a minute at best, and a reservation
/// is to be back in stock within a second.
/// </summary>
public sealed partial class ActiveSales(IDocumentStore documents, IGrainFactory grains, ILogger<ActiveSales> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private const string Partition = "active-sales";

    /// <summary>Notes a sale.</summary>
    public async Task AddAsync(string name) => await documents.WriteAsync(Partition, name, ReadOnlyMemory<byte>.Empty, "*", CancellationToken.None);

    /// <summary>Forgets a sale that is over.</summary>
    public async Task RemoveAsync(string name) => await documents.DeleteAsync(Partition, name, "*", CancellationToken.None);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(ActiveSales), ServiceLifecycleStage.Active + 1, WakeAsync);

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var names = (await documents.ListAsync(Partition, cancellationToken)).Select(document => document.Key).ToArray();
            await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (name, _) => await WakeAsync(name));
        }
#pragma warning disable CA1031 // The reminders wake them, later; a silo that cannot read its storage starts all the same and says so in its health.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotWoken(logger, "(all)", exception);
        }
    }

    private async Task WakeAsync(string name)
    {
        try
        {
            await grains.GetGrain<IFlashSaleGrain>(name).InspectAsync();
        }
#pragma warning disable CA1031 // One sale that cannot be opened does not keep the others asleep.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotWoken(logger, name, exception);
        }
    }

    [LoggerMessage(2104, LogLevel.Warning, "Sale '{Name}' could not be woken; its reminder will try again")]
    private static partial void LogNotWoken(ILogger logger, string name, Exception exception);
}
