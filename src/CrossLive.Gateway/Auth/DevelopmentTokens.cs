using System.Net;
using System.Text.Json.Serialization;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Auth;

/// <summary>
/// <c>POST /dev/token</c>: a token for the asking. Mapped in development only, and answers only callers on this machine that came straight here:
/// not through a proxy, and not from a page whose name was made to point here (the Host header has to be loopback, too).
/// </summary>
public static class DevelopmentTokens
{
    /// <summary>What is asked for.</summary>
    /// <param name="Room">The room, or "*".</param>
    /// <param name="Role">viewer (default), moderator, operator.</param>
    /// <param name="Name">What is shown.</param>
    /// <param name="Person">The person's id; made up where left out.</param>
    /// <param name="Account">The operator's own account of the human; none where left out.</param>
    /// <param name="Platform">The platform whose audience the person came from; none where left out.</param>
    public sealed record Request(
        [property: JsonPropertyName("room")] string? Room,
        [property: JsonPropertyName("role")] string? Role,
        [property: JsonPropertyName("name")] string? Name,
        [property: JsonPropertyName("sub")] string? Person,
        [property: JsonPropertyName("acct")] string? Account = null,
        [property: JsonPropertyName("plat")] string? Platform = null);

    /// <summary>The token.</summary>
    public sealed record Reply(
        [property: JsonPropertyName("token")] string Token,
        [property: JsonPropertyName("expiresAt")] DateTimeOffset ExpiresAt);

    /// <summary>Maps the endpoint. Only to be called in development.</summary>
    public static void MapDevelopmentTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/dev/token", (HttpContext http, Request request, TokenIssuer issuer, IOptions<TokenOptions> options, TimeProvider time, Random random) =>
        {
            if (!IsFromThisMachine(http))
            {
                return Results.Problem("Development tokens are for callers on this machine only.", statusCode: StatusCodes.Status403Forbidden);
            }

            if (request.Room is not { } room || !(room == Caller.AnyRoom || RoomId.IsWellFormed(room))
                || Caller.RoleOf(request.Role ?? "viewer") is not { } role || role == Role.Platform)
            {
                return Results.Problem("Give \"room\" (letters, digits, '-', '_', or \"*\") and \"role\" (viewer, moderator or operator).", statusCode: StatusCodes.Status400BadRequest);
            }

            if (request.Account is { } account && !Rooms.Person.IsAccount(account))
            {
                return Results.Problem($"An account \"acct\" has 1 to {Rooms.Person.MaxAccountLength} characters without control characters.", statusCode: StatusCodes.Status400BadRequest);
            }

            if (request.Platform is { } platform && !PlatformId.IsWellFormed(platform))
            {
                return Results.Problem("A platform \"plat\" is its short name, such as \"tiktok\".", statusCode: StatusCodes.Status400BadRequest);
            }

            var lifetime = TimeSpan.FromMilliseconds(options.Value.DevelopmentTokenMs);
            var person = request.Person is { Length: >= 1 and <= Person.MaxIdLength } given ? given : $"dev-{random.NextInt64():x16}";
            var token = issuer.Issue(person, request.Name ?? person, room, role, lifetime, request.Account, request.Platform);
            return Results.Json(new Reply(token, time.GetUtcNow() + lifetime));
        });

    private static bool IsFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded")
        && (http.Request.Host.Host is "localhost" or "[::1]" || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)));
}
