using CrossLive.Gateway.Auth;
using Orleans.Dashboard;

namespace CrossLive.Server;

/// <summary>
/// Orleans' dashboard, for operators of every room only. A browser opens it as <c>/dashboard?access_token=…</c> once;
/// a cookie carries the token from then on, so that it does not stay in the address.
/// </summary>
internal static class DashboardSetup
{
    /// <summary>Maps the dashboard.</summary>
    public static void MapCrossLiveDashboard(this WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(AuthRegistration.DashboardPath, StringComparison.Ordinal) && http.Request.Query["access_token"] is [{ Length: > 0 } token])
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

            await next(http);
        });
        app.MapGroup(string.Empty).RequireAuthorization(AuthRegistration.OperatorPolicy).MapOrleansDashboard(AuthRegistration.DashboardPath);
    }
}
