using CrossLive.Gateway.Edges;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrossLive.Server.Health;

/// <summary>An edge is ready only while a gateway above it answers and takes its token.</summary>
internal sealed class UpstreamHealthCheck(UpstreamProbe upstream) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (isReachable, description) = await upstream.AskAsync(cancellationToken);
        return isReachable ? HealthCheckResult.Healthy(description) : HealthCheckResult.Unhealthy(description);
    }
}
