using CrossLive.Gateway.Auth;
using Orleans.Dashboard;

namespace CrossLive.Server;

/// <summary>
/// Orleans' dashboard, for operators of every room only. A browser opens it as <c>/dashboard?access_token=…</c> once;
/// a cookie carries the token from then on, so that it does not stay in the address. Its pages are packed with their first request: done at the start, that
/// is a seventh of what a start costs.
/// </summary>
internal static class DashboardSetup
{
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
        branch.UseEndpoints(endpoints => endpoints.MapGroup(string.Empty).RequireAuthorization(AuthRegistration.OperatorPolicy).MapOrleansDashboard(AuthRegistration.DashboardPath));
        return branch.Build();
    }
}
