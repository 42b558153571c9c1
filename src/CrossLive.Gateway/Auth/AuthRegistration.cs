using CrossLive.Protocol;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CrossLive.Gateway.Auth;

/// <summary>Signed tokens (JWT, HMAC-SHA-256 only) with a role, bound to a room.</summary>
public static class AuthRegistration
{
    /// <summary>Policy: a token that names a person, a room and a role.</summary>
    public const string CallerPolicy = "caller";

    /// <summary>Policy: a token of an edge.</summary>
    public const string EdgePolicy = "edge";

    /// <summary>Policy: an operator of the room in the route, or of every room where the route has none.</summary>
    public const string OperatorPolicy = "operator";

    /// <summary>Policy: the token of the room's preview.</summary>
    public const string PreviewPolicy = "preview";

    /// <summary>Where previews of streams are.</summary>
    public const string PreviewPath = "/preview";

    /// <summary>Policy: the token of the recording in the route.</summary>
    public const string ReplayPolicy = "replay";

    /// <summary>Where recordings are played.</summary>
    public const string ReplayPath = "/replays";

    /// <summary>The cookie that carries an operator's token to pages that a browser opens by itself (the dashboard).</summary>
    public const string DashboardCookie = "crosslive_operator";

    /// <summary>Where the dashboard is.</summary>
    public const string DashboardPath = "/dashboard";

    /// <summary>Adds token checks and the policies.</summary>
    public static IServiceCollection AddCrossLiveAuth(this IServiceCollection services)
    {
        services.AddOptions<TokenOptions>().BindConfiguration("CrossLive:Auth").ValidateOnStart();
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        services.AddSingleton<TokenIssuer>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<TokenOptions>, TimeProvider>(Configure);
        services.AddAuthorizationBuilder()
            .AddPolicy(CallerPolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Caller.From(context.User) is { IsEdge: false }))
            .AddPolicy(EdgePolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => Caller.From(context.User) is { IsEdge: true }))
            .AddPolicy(PreviewPolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(IsPreviewOfRoute))
            .AddPolicy(ReplayPolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(IsReplayOfRoute))
            .AddPolicy(OperatorPolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(IsOperatorOfRoute));
        return services;
    }

    private static void Configure(JwtBearerOptions options, IOptions<TokenOptions> tokens, TimeProvider time)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = tokens.Value.Issuer,
            ValidAudience = tokens.Value.Audience,
            IssuerSigningKey = new SymmetricSecurityKey(tokens.Value.KeyBytes()),

            // Only this one: a token that says "none", or names another algorithm, is refused whatever it holds.
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(5),
            LifetimeValidator = (notBefore, expires, _, parameters) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                return expires is { } end && now <= end + parameters.ClockSkew && (notBefore is null || now >= notBefore - parameters.ClockSkew);
            },
            NameClaimType = Caller.NameClaim,
            RoleClaimType = Caller.RoleClaim,
        };
        options.Events = new JwtBearerEvents { OnMessageReceived = TakeTokenFromElsewhere };
    }

    private static Task TakeTokenFromElsewhere(MessageReceivedContext context)
    {
        var request = context.Request;
        if ((request.Path.StartsWithSegments(HubMethods.Path, StringComparison.Ordinal) || request.Path.StartsWithSegments(EdgeMethods.Path, StringComparison.Ordinal)
            || request.Path.StartsWithSegments(PreviewPath, StringComparison.Ordinal) || request.Path.StartsWithSegments(ReplayPath, StringComparison.Ordinal)) && request.Query["access_token"] is [{ Length: > 0 } queried])
        {
            // Browsers cannot set headers on WebSockets and server-sent events, and a preview is watched by players that set none.
            context.Token = queried;
        }
        else if (request.Path.StartsWithSegments(DashboardPath, StringComparison.Ordinal))
        {
            context.Token = request.Query["access_token"] is [{ Length: > 0 } token] ? token : request.Cookies[DashboardCookie];
        }

        return Task.CompletedTask;
    }

    private static bool IsPreviewOfRoute(AuthorizationHandlerContext context) =>
        context.User.HasClaim(Caller.RoleClaim, Caller.PreviewRole)
        && (context.Resource as HttpContext)?.GetRouteData()?.Values["room"] is string room && context.User.HasClaim(Caller.RoomClaim, room);

    private static bool IsReplayOfRoute(AuthorizationHandlerContext context) =>
        context.User.HasClaim(Caller.RoleClaim, Caller.ReplayRole)
        && (context.Resource as HttpContext)?.GetRouteData()?.Values is { } route
        && route["room"] is string room && context.User.HasClaim(Caller.RoomClaim, room)
        && route["id"] is string id && context.User.HasClaim(Caller.RecordingClaim, id);

    private static bool IsOperatorOfRoute(AuthorizationHandlerContext context)
    {
        if (Caller.From(context.User) is not { Person.Role: Role.Operator } caller)
        {
            return false;
        }

        var room = (context.Resource as HttpContext)?.GetRouteData()?.Values["room"] as string;
        return caller.MayEnter(room ?? Caller.AnyRoom);
    }
}
