using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrossLive.Server.Health;

/// <summary><c>/healthz/live</c>: restart me if this fails. <c>/healthz/ready</c>: send me nobody while this fails. Both say why in JSON.</summary>
internal static class HealthSetup
{
    private const string Live = "live";
    private const string Ready = "ready";

    /// <summary>Adds the checks that every role has.</summary>
    public static IHealthChecksBuilder AddCrossLiveHealth(this IServiceCollection services)
    {
        services.AddSingleton<PulseHealthCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<PulseHealthCheck>());
        return services.AddHealthChecks()
            .AddCheck<PulseHealthCheck>("pulse", tags: [Live])
            .AddCheck<DrainHealthCheck>("drain", tags: [Ready]);
    }

    /// <summary>Adds those of a process with a silo and storage.</summary>
    public static void AddServerChecks(this IHealthChecksBuilder checks) =>
        checks.AddCheck<SiloHealthCheck>("silo", tags: [Ready]).AddCheck<StorageHealthCheck>("storage", tags: [Ready]);

    /// <summary>Adds those of an edge.</summary>
    public static void AddEdgeChecks(this IHealthChecksBuilder checks) => checks.AddCheck<UpstreamHealthCheck>("upstream", tags: [Ready]);

    /// <summary>Maps the two addresses.</summary>
    public static void MapCrossLiveHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz/live", Tagged(Live));
        routes.MapHealthChecks("/healthz/ready", Tagged(Ready));
    }

    private static HealthCheckOptions Tagged(string tag) => new() { Predicate = check => check.Tags.Contains(tag), ResponseWriter = WriteAsync };

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description }, StringComparer.Ordinal),
    });
}
