using CrossLive.Media.Rtmp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Ingest;

/// <summary>Puts the ingest of streams into a host with a silo.</summary>
public static class MediaRegistration
{
    /// <summary>Adds the port for publishers and what stands behind it. To be called after the silo: what is registered last is stopped first, and publishers tell their ends to grains.</summary>
    public static IServiceCollection AddCrossLiveMedia(this IServiceCollection services)
    {
        services.AddOptions<MediaOptions>().BindConfiguration("CrossLive:Media").ValidateOnStart();
        services.AddSingleton<IValidateOptions<MediaOptions>, MediaOptionsRanges>();
        services.AddSingleton<IValidateOptions<MediaOptions>, MediaAddressValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MediaOptions>>().Value.ToLimits());
        services.AddSingleton<IPublishKeys, GrainPublishKeys>();
        services.AddSingleton(provider => new StreamSessions(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<RtmpLimits>(),
            provider.GetRequiredService<IOptions<MediaOptions>>().Value.ToPreviewLimits(),
            $"{Environment.MachineName}-{Environment.ProcessId}",
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StreamSessions>>()));
        services.AddSingleton<IRtmpSinks>(provider => provider.GetRequiredService<StreamSessions>());
        services.AddSingleton<RtmpServer>();
        services.AddHostedService<RtmpListener>();
        return services;
    }
}
