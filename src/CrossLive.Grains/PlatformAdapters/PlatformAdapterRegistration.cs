using CrossLive.Platforms.Sending;
using CrossLive.Platforms.YouTube;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace CrossLive.Platforms;

/// <summary>Puts the adapters' needs into a silo. Grain storage "crosslive", reminders, a clock and a <see cref="Random"/> are the host's.</summary>
public static class PlatformAdapterRegistration
{
    /// <summary>Adds options and the clients of platforms that are polled or told something.</summary>
    public static IServiceCollection AddPlatformAdapters(this IServiceCollection services)
    {
        services.AddOptions<PlatformAdapterOptions>().BindConfiguration("CrossLive:Platforms").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlatformAdapterOptions>, PlatformAdapterOptionsValidator>();

        // Orleans' own minimum, one minute, is meant for clusters with very many reminders; here only polled platforms and those with a countdown have one.
        services.AddOptions<ReminderOptions>().Configure<IOptions<PlatformAdapterOptions>>((reminders, adapters) =>
            reminders.MinimumReminderPeriod = TimeSpan.FromMilliseconds(Math.Min(reminders.MinimumReminderPeriod.TotalMilliseconds, adapters.Value.ReviveMs)));
        return services.AddYouTubeClients().AddPlatformSenders();
    }
}
