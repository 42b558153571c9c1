using CrossLive.Gateway.Auth;
using Orleans.Dashboard;
using Orleans.Providers;

namespace CrossLive.Server;

/// <summary>
/// Orleans' dashboard, for operators of every room only. A browser opens it as <c>/dashboard?access_token=…</c> once;
/// a cookie carries the token from then on, so that it does not stay in the address. Its pages are packed with their first request: done at the start, that
/// is a seventh of what a start costs. What it shows is collected from then on, see <see cref="DashboardCollector"/>.
/// </summary>
internal static class DashboardSetup
{
    /// <summary>Adds the dashboard's grains, and its collector in place of the hosted service that would collect from the start.</summary>
    public static void AddCrossLiveDashboard(this ISiloBuilder silo)
    {
        silo.AddDashboard();
        var host = silo.Services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.Module.Assembly == typeof(DashboardOptions).Assembly);
        silo.Services.Remove(host);
        silo.Services.AddSingleton(services => new DashboardCollector(
            services.GetRequiredService<IGrainFactory>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<DashboardCollector>>(),
            () => (IHostedService)host.ImplementationFactory!(services)));
        silo.Services.AddKeyedSingleton<IControllable>(DashboardCollector.Name, (services, _) => services.GetRequiredService<DashboardCollector>());
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
