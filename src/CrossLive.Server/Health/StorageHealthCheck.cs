using CrossLive.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrossLive.Server.Health;

/// <summary>Ready only while the storage takes a write and gives it back: a full or lost disk shows here before a viewer finds it.</summary>
internal sealed class StorageHealthCheck(IRoomLog log, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await log.ProbeAsync(both.Token);
            return HealthCheckResult.Healthy("The storage writes and reads.");
        }
#pragma warning disable CA1031 // Any failure is what this check is there to report.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return HealthCheckResult.Unhealthy($"The storage does not work: {exception.Message}", exception);
        }
    }
}
