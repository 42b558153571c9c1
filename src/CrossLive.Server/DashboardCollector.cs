using Orleans.Providers;

namespace CrossLive.Server;

/// <summary>
/// Collects what the dashboard shows, on every silo, from the first time that somebody looks. Orleans' own host does so from the silo's start: it reads all of Orleans' meters
/// once a second, some 2 % of a busy room's CPU, for nobody. Once begun it goes on until the process ends.
/// </summary>
/// <param name="grains">Reaches the other silos.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a silo that could not be told is named.</param>
public sealed partial class DashboardCollector(IGrainFactory grains, TimeProvider time, ILogger<DashboardCollector> logger) : IControllable, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>What silos know it by.</summary>
    public const string Name = "dashboard";

    /// <summary>Other silos are told again after so long while somebody looks: a new one shows nothing until then.</summary>
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private ILifecycleParticipant<ISiloLifecycle>? _host;
    private Task? _begun;
    private long? _toldAt;

    /// <summary>Takes Orleans' host over. Its container ends it.</summary>
    public DashboardCollector For(ILifecycleParticipant<ISiloLifecycle> host)
    {
        _host = host;
        return this;
    }

    /// <summary>Nothing of it belongs to the silo's start.</summary>
    public void Participate(ISiloLifecycle lifecycle)
    {
    }

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

    /// <summary>From a silo: begin.</summary>
    public async Task<object?> ExecuteCommand(int command, object? arg)
    {
        Task begun;
        lock (_gate)
        {
            begun = _begun ??= BeginAsync();
        }

        await begun;
        return true;
    }

    private async Task BeginAsync()
    {
        var start = new LateStart();
        _host?.Participate(start);
        foreach (var observer in start.Observers)
        {
            await observer.OnStart(CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not every silo collects for the dashboard.")]
    private partial void LogNotEverywhere(Exception exception);

    /// <summary>A silo's start as one sees it who comes when that is over.</summary>
    private sealed class LateStart : ISiloLifecycle, IDisposable
    {
        public List<ILifecycleObserver> Observers { get; } = [];

        public int HighestCompletedStage => ServiceLifecycleStage.Active;

        public int LowestStoppedStage => int.MaxValue;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Observers.Add(observer);
            return this;
        }

        // Nobody takes its subscription back.
        public void Dispose()
        {
        }
    }
}
