using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrossLive.Server.Health;

/// <summary>Ready only while the silo is an active member of its cluster and a grain answers on it.</summary>
internal sealed class SiloHealthCheck(IGrainFactory grains, ISiloStatusOracle silo, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (silo.CurrentStatus != SiloStatus.Active)
        {
            return HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}.");
        }

        try
        {
            var members = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy($"The silo is active; {members.Count} in the cluster.");
        }
#pragma warning disable CA1031 // Any failure is what this check is there to report.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return HealthCheckResult.Unhealthy($"Grains do not answer: {exception.Message}", exception);
        }
    }
}
