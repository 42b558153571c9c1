using CrossLive.Media.Clips;
using CrossLive.Media.Egress;
using CrossLive.Media.Recording;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Srt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Ingest;

/// <summary>Puts the ingest of streams into a host with a silo.</summary>
public static class MediaRegistration
{
    private static readonly string Process = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Adds the port for publishers and what stands behind it. To be called after the silo: what is registered last is stopped first, and publishers tell their ends to grains.</summary>
    /// <param name="dataDirectory">The server's data folder: recordings and the key ring stand in it, where the settings name no other.</param>
    public static IServiceCollection AddCrossLiveMedia(this IServiceCollection services, string dataDirectory)
    {
        services.AddOptions<MediaOptions>().BindConfiguration("CrossLive:Media").ValidateOnStart();
        services.AddSingleton<IValidateOptions<MediaOptions>, MediaOptionsRanges>();
        services.AddSingleton<IValidateOptions<MediaOptions>, MediaAddressValidator>();
        services.AddSingleton<IValidateOptions<MediaOptions>, SrtPassphraseValidator>();
        services.AddSingleton<IValidateOptions<MediaOptions>, ProcessUrlValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MediaOptions>>().Value.ToLimits());
        services.AddSingleton<IPublishKeys, GrainPublishKeys>();
        services.AddSingleton<IDestinationSeal>(provider =>
            new DestinationSeal(provider.GetRequiredService<IOptions<MediaOptions>>().Value.KeyRingDirectory is { Length: > 0 } folder ? folder : Path.Combine(dataDirectory, "keys")));
        services.AddSingleton(provider => new Egresses(
            provider.GetRequiredService<IGrainFactory>(),
            Process,
            provider.GetRequiredService<IOptions<MediaOptions>>().Value,
            Path.Combine(dataDirectory, "egress"),
            provider.GetRequiredService<Random>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<Egresses>());
        services.AddRecordings(dataDirectory);
        services.AddSingleton(provider => new StreamSessions(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<RtmpLimits>(),
            provider.GetRequiredService<IOptions<MediaOptions>>().Value.ToPreviewLimits(),
            provider.GetRequiredService<IOptions<MediaOptions>>().Value.ToHlsLimits(),
            Process,
            provider.GetRequiredService<IOptions<MediaOptions>>().Value.ProcessUrl is { Length: > 0 } url ? url : null,
            provider.GetRequiredService<Egresses>(),
            provider.GetRequiredService<Recorders>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StreamSessions>>()));
        services.AddSingleton<IRtmpSinks>(provider => provider.GetRequiredService<StreamSessions>());
        services.AddSingleton<RtmpServer>();
        services.AddHostedService<RtmpListener>();
        services.AddHostedService<SrtListener>();
        return services;
    }

    private static void AddRecordings(this IServiceCollection services, string dataDirectory)
    {
        services.AddOptions<RecordingOptions>().BindConfiguration("CrossLive:Recordings").ValidateOnStart();
        services.AddSingleton<IValidateOptions<RecordingOptions>, RecordingOptionsRanges>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<RecordingOptions>>().Value);
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<RecordingOptions>();
            return new RecordingStore(options.Directory.Length > 0 ? options.Directory : Path.Combine(dataDirectory, "recordings"), options, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton(provider => new Thumbnailer(provider.GetRequiredService<RecordingOptions>().FfmpegPath, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ClipDesk>();
        services.AddHostedService<ClipLeftovers>();
        services.AddSingleton<Recorders>();
        services.AddHostedService(provider => provider.GetRequiredService<Recorders>());
    }
}
