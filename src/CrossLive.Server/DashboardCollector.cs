using Orleans.Providers;

namespace CrossLive.Server;

/// <summary>
/// Collects what the dashboard shows, on every silo, from the first time that somebody looks. Orleans' own service does so from the start: it reads all of Orleans' meters once a
/// second, some 2 % of a busy room's CPU, for nobody. Once begun it goes on until the process ends.
/// </summary>
/// <param name="grains">Reaches the other silos.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a silo that could not be told is named.</param>
/// <param name="host">The service that collects; its container ends it.</param>
public sealed partial class DashboardCollector(IGrainFactory grains, TimeProvider time, ILogger<DashboardCollector> logger, Func<IHostedService> host) : IControllable
{
    /// <summary>What silos know it by.</summary>
    public const string Name = "dashboard";

    /// <summary>Other silos are told again after so long while somebody looks: a new one shows nothing until then.</summary>
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task? _begun;
    private long? _toldAt;

    /// <summary>Has every silo collect. At most one call to them in ten seconds. Never throws.</summary>
    public async Task CollectAsync()
    {
        lock (_gate)
        {
            if (_toldAt is { } last && time.GetElapsedTime(last) < TellAgainAfter)
            {
                return;
            }

            _toldAt = time.GetTimestamp();
        }

        try
        {
            await grains.GetGrain<IManagementGrain>(0).SendControlCommandToProvider<DashboardCollector>(Name, 0);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A silo that is ending, or of another version: the pages show what there is.
            LogNotEverywhere(e);
        }
    }

    /// <inheritdoc/>
    public async Task<object?> ExecuteCommand(int command, object? arg)
    {
        Task begun;
        lock (_gate)
        {
            begun = _begun ??= host().StartAsync(CancellationToken.None);
        }

        await begun;
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Not every silo collects for the dashboard.")]
    private partial void LogNotEverywhere(Exception exception);
}
