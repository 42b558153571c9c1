using System.Security.Cryptography;
using CrossLive.Gateway.Auth;
using CrossLive.Media;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CrossLive.Gateway.Console;

/// <summary>The host's stream over HTTP, for operators: make, change and take away the room's stream key, and see how the stream is doing. A key is shown once.</summary>
public static class StreamEndpoints
{
    /// <summary>Maps the endpoints; each needs an operator's token for the room.</summary>
    public static void MapStreamEndpoints(this IEndpointRouteBuilder routes)
    {
        var stream = routes.MapGroup("/api/rooms/{room}/stream").RequireAuthorization(AuthRegistration.OperatorPolicy);
        stream.MapGet("/", async (string room, IGrainFactory grains) => RoomId.IsWellFormed(room)
            ? Results.Json(StreamStatus.Of(await grains.GetGrain<IMediaSessionGrain>(room).InspectAsync()))
            : BadName());
        stream.MapPost("/key", MakeKeyAsync);
        stream.MapDelete("/key", async (string room, IGrainFactory grains) =>
        {
            if (!RoomId.IsWellFormed(room))
            {
                return BadName();
            }

            await grains.GetGrain<IMediaSessionGrain>(room).RevokeKeyAsync();
            return Results.NoContent();
        });
    }

    private static async Task<IResult> MakeKeyAsync(string room, HttpContext http, IGrainFactory grains)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return BadName();
        }

        var key = StreamKey.Make(room, RandomNumberGenerator.GetBytes(StreamKey.SecretBytes));
        var madeAt = await grains.GetGrain<IMediaSessionGrain>(room).SetKeyAsync(StreamKey.DigestOf(key));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new { key, madeAtUnixMs = madeAt });
    }

    private static IResult BadName() => Results.Problem("A room's name is 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);
}
