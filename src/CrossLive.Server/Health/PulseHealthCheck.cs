using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrossLive.Server.Health;

/// <summary>
/// Alive while the thread pool runs work: a pulse goes through it every second. A process whose pool is stuck answers 503 as long as Kestrel
/// still answers, and nothing at all afterwards; both mean "restart it".
/// </summary>
internal sealed class PulseHealthCheck(TimeProvider time) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private long _lastPulse = time.GetTimestamp();

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silence = time.GetElapsedTime(Volatile.Read(ref _lastPulse));
        return Task.FromResult(silence < Longest
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"Nothing has run for {silence.TotalSeconds:F0} s."));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Volatile.Write(ref _lastPulse, time.GetTimestamp());
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }
}
