using CrossLive.Platforms.YouTube;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrossLive.Platforms;

/// <summary>Puts the adapters' needs into a silo. Grain storage "crosslive", reminders, a clock and a <see cref="Random"/> are the host's.</summary>
public static class PlatformAdapterRegistration
{
    /// <summary>Adds options and the clients of polled platforms.</summary>
    public static IServiceCollection AddPlatformAdapters(this IServiceCollection services)
    {
        services.AddOptions<PlatformAdapterOptions>().BindConfiguration("CrossLive:Platforms").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlatformAdapterOptions>, PlatformAdapterOptionsValidator>();
        return services.AddYouTubeChatClient();
    }
}
