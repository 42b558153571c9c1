using CrossLive.Platforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Ingress;

/// <summary>Puts the platforms' ingress and the operators' platform endpoints into a host.</summary>
public static class IngressRegistration
{
    /// <summary>Adds what the ingress needs. The host has the clock and the way to the grains.</summary>
    public static IServiceCollection AddCrossLiveIngress(this IServiceCollection services)
    {
        services.AddOptions<IngressOptions>().BindConfiguration("CrossLive:Ingress").ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngressOptions>, IngressOptionsValidator>();
        services.AddSingleton<PlatformAdapters>();
        services.AddSingleton<PlatformRates>();
        services.AddSingleton<IngressRequest>();
        return services;
    }

    /// <summary>Maps <c>POST /ingress/{room}/{platform}</c> and the operators' endpoints, which need the policy "operator".</summary>
    public static void MapCrossLiveIngress(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/ingress/{room}/{platform}", async (string room, string platform, HttpContext http, IngressRequest ingress) =>
        {
            var (opened, answer) = await ingress.OpenAsync(http, room, platform);
            return opened is null
                ? answer!
                : opened.Platform.Kind switch
                {
                    PlatformKind.TwitchEventSub => await TwitchIngress.HandleAsync(http, opened, ingress),
                    PlatformKind.ShopifyWebhooks or PlatformKind.TikTokShopWebhooks => await ShopIngress.HandleAsync(http, opened, ingress),
                    _ => await GenericIngress.HandleAsync(http, opened, ingress),
                };
        });
        routes.MapPlatformEndpoints();
    }
}
