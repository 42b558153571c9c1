using CrossLive.Gateway.Auth;
using Orleans.Dashboard;
using Orleans.Providers;
using Orleans.Serialization.Configuration;

namespace CrossLive.Server;

/// <summary>
/// Orleans' dashboard, for operators of every room only. A browser opens it as <c>/dashboard?access_token=…</c> once;
/// a cookie carries the token from then on, so that it does not stay in the address. Its pages are packed with their first request: done at the start, that
/// is a seventh of what a start costs. What it shows is collected from then on, see <see cref="DashboardCollector"/>.
/// </summary>
internal static class DashboardSetup
{
    /// <summary>Adds the dashboard's grains, and its collector in place of what would collect from the start.</summary>
    public static void AddCrossLiveDashboard(this ISiloBuilder silo)
    {
        var others = silo.Services.ToHashSet();
        silo.AddDashboard();
        var own = silo.Services.Where(service => !others.Contains(service)).ToArray();
        silo.Services.AddSingleton<DashboardCollector>();

        // It is named in the call that tells other silos to begin.
        silo.Services.Configure<TypeManifestOptions>(types => types.AddAllowedType(typeof(DashboardCollector)));
        silo.Services.AddKeyedSingleton<IControllable>(DashboardCollector.Name, (services, _) => services.GetRequiredService<DashboardCollector>());

        // Its host is registered twice, as a hosted service and as a part of the silo's start: both are to do nothing yet.
        silo.Services.Remove(own.Single(service => service.ServiceType == typeof(IHostedService)));
        foreach (var service in own.Where(service => service.ServiceType == typeof(ILifecycleParticipant<ISiloLifecycle>)))
        {
            silo.Services.Remove(service);
            silo.Services.AddSingleton(services => (ILifecycleParticipant<ISiloLifecycle>)service.ImplementationFactory!(services) is var participant && participant is IHostedService
                ? services.GetRequiredService<DashboardCollector>().For(participant)
                : participant);
        }
    }

    /// <summary>Maps the dashboard.</summary>
    public static void MapCrossLiveDashboard(this WebApplication app)
    {
        var dashboard = new Lazy<RequestDelegate>(() => Build(app.Services));
        app.Use(async (http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments(AuthRegistration.DashboardPath, StringComparison.Ordinal))
            {
                await next(http);
                return;
            }

            if (http.Request.Query["access_token"] is [{ Length: > 0 } token])
            {
                http.Response.Cookies.Append(AuthRegistration.DashboardCookie, token, new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = http.Request.IsHttps,
                    Path = AuthRegistration.DashboardPath,
                });
                http.Response.Redirect(AuthRegistration.DashboardPath + "/");
                return;
            }

            await dashboard.Value(http);
        });
    }

    private static RequestDelegate Build(IServiceProvider services)
    {
        var branch = new ApplicationBuilder(services);
        branch.UseRouting();
        branch.UseAuthorization();
        branch.Use(async (http, next) =>
        {
            await services.GetRequiredService<DashboardCollector>().CollectAsync();
            await next(http);
        });
        branch.UseEndpoints(endpoints => endpoints.MapGroup(string.Empty).RequireAuthorization(AuthRegistration.OperatorPolicy).MapOrleansDashboard(AuthRegistration.DashboardPath));
        return branch.Build();
    }
}
