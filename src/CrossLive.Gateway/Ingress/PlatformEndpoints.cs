using System.Text.Json;
using System.Text.Json.Serialization;
using CrossLive.Gateway.Auth;
using CrossLive.Platforms;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CrossLive.Gateway.Ingress;

/// <summary>What an operator does with platforms: look at the catalog, connect, disconnect, see how each is doing. Secrets go in and never come out.</summary>
internal static class PlatformEndpoints
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <summary>How a platform is to be connected.</summary>
    /// <param name="Secrets">Signing secrets, newest first.</param>
    /// <param name="Settings">What else the platform needs.</param>
    public sealed record ConnectRequest(IReadOnlyList<string>? Secrets, IReadOnlyDictionary<string, string>? Settings);

    public static void MapPlatformEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/platforms", () => TypedResults.Json(PlatformCatalog.All.Select(PlatformDescription.Of)))
            .RequireAuthorization(AuthRegistration.OperatorPolicy);
        var platforms = routes.MapGroup("/api/rooms/{room}/platforms").RequireAuthorization(AuthRegistration.OperatorPolicy);
        platforms.MapGet("/", ListAsync);
        platforms.MapPut("/{platform}", ConnectAsync);
        platforms.MapDelete("/{platform}", DisconnectAsync);
    }

    private static async Task<IResult> ListAsync(string room, PlatformAdapters adapters) => RoomId.IsWellFormed(room)
        ? TypedResults.Json(await Task.WhenAll(PlatformCatalog.All.Select(async platform => PlatformReport.Of(platform, await adapters.For(room, platform.Name).GetHealthAsync()))))
        : BadRoom();

    private static async Task<IResult> ConnectAsync(string room, string platform, HttpContext http, PlatformAdapters adapters)
    {
        if (FindProblem(room, platform, out var declaration) is { } problem)
        {
            return problem;
        }

        if (await IngressBody.ReadAsync(http, IngressOptions.MaxBodyBytes) is not { } body)
        {
            return IngressProblem.TooLarge(http);
        }

        if (!TryRead(body, declaration!, out var connection, out var wrong))
        {
            return IngressProblem.Of(StatusCodes.Status400BadRequest, IngressCode.BodyMalformed, wrong);
        }

        if (declaration!.FindProblem(connection) is { } invalid)
        {
            return IngressProblem.Of(StatusCodes.Status422UnprocessableEntity, IngressCode.ConnectionInvalid, invalid);
        }

        var adapter = adapters.For(room, platform);
        await adapter.ConnectAsync(connection);
        adapters.Forget(room, platform);
        return TypedResults.Json(PlatformReport.Of(declaration, await adapter.GetHealthAsync()));
    }

    private static async Task<IResult> DisconnectAsync(string room, string platform, PlatformAdapters adapters)
    {
        if (FindProblem(room, platform, out _) is { } problem)
        {
            return problem;
        }

        await adapters.For(room, platform).DisconnectAsync();
        adapters.Forget(room, platform);
        return TypedResults.NoContent();
    }

    private static bool TryRead(byte[] body, PlatformDeclaration platform, out PlatformConnection connection, out string wrong)
    {
        connection = new PlatformConnection(platform.Name, [], new Dictionary<string, string>());
        wrong = "Send {\"secrets\": [\"…\"], \"settings\": {\"…\": \"…\"}}.";
        try
        {
            if (JsonSerializer.Deserialize<ConnectRequest>(body, Strict) is not { } request)
            {
                return false;
            }

            connection = new PlatformConnection(platform.Name, [.. request.Secrets ?? []], new Dictionary<string, string>(request.Settings ?? connection.Settings));
            return true;
        }
        catch (JsonException exception)
        {
            // The path and not the message: that could quote a secret.
            wrong = $"{exception.Path ?? "$"}: cannot be read. {wrong}";
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ProblemHttpResult? FindProblem(string room, string platform, out PlatformDeclaration? declaration)
    {
        declaration = PlatformCatalog.Find(platform);
        if (!RoomId.IsWellFormed(room))
        {
            return BadRoom();
        }

        return declaration is null
            ? IngressProblem.Of(StatusCodes.Status404NotFound, Rejection.PlatformUnknown, "No connector goes by this platform's name.")
            : null;
    }

    private static ProblemHttpResult BadRoom() =>
        IngressProblem.Of(StatusCodes.Status404NotFound, Rejection.RoomUnknown, $"A room's name is 1 to {RoomId.MaxLength} letters, digits, '-' and '_'.");
}
