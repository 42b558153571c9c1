using CrossLive.Gateway.Auth;
using CrossLive.Media;
using CrossLive.Media.Workers;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CrossLive.Gateway.Console;

/// <summary>Where a room's stream goes to, over HTTP, for operators. Keys of platforms are never shown again.</summary>
public static class DestinationEndpoints
{
    private const string DestinationInvalid = "destination.invalid";
    private const string DestinationUnknown = "destination.unknown";
    private const string DestinationsFull = "destination.too-many";

    /// <summary>Maps the endpoints; each needs an operator's token for the room.</summary>
    public static void MapDestinationEndpoints(this IEndpointRouteBuilder routes)
    {
        var destinations = routes.MapGroup("/api/rooms/{room}/stream/destinations").RequireAuthorization(AuthRegistration.OperatorPolicy);
        destinations.MapGet("/", ListAsync);
        destinations.MapPut("/{id}", SetAsync);
        destinations.MapDelete("/{id}", RemoveAsync);
    }

    private static async Task<IResult> ListAsync(string room, IGrainFactory grains)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return BadName("A room's name");
        }

        var seen = await grains.GetGrain<IMediaSessionGrain>(room).InspectEgressAsync();
        return Results.Json(new
        {
            encoder = seen.Report.Encoder,
            encoderRestarts = seen.Report.EncoderRestarts,
            detail = seen.Report.Detail,
            destinations = seen.Destinations.Select(each =>
            {
                var status = seen.Report.Destinations.FirstOrDefault(one => string.Equals(one.Id, each.Id, StringComparison.Ordinal));
                return new
                {
                    id = each.Id,
                    address = DestinationAddress.WithoutKey(each.Url),
                    enabled = each.IsEnabled,
                    state = each.IsEnabled ? status?.State ?? "waiting" : "off",
                    code = status?.Code,
                    detail = status?.Detail,
                    rendition = status?.Rendition,
                    sentPictures = status?.SentPictures ?? 0,
                    droppedPictures = status?.DroppedPictures ?? 0,
                    sentBytes = status?.SentBytes ?? 0,
                    waitingBytes = status?.WaitingBytes ?? 0,
                    roundTripMs = status?.RoundTripMs ?? 0,
                    restarts = status?.Restarts ?? 0,
                };
            }),
        });
    }

    private static async Task<IResult> SetAsync(string room, string id, DestinationRequest request, IGrainFactory grains)
    {
        if (!RoomId.IsWellFormed(room) || !RoomId.IsWellFormed(id))
        {
            return BadName("A name");
        }

        if (DestinationAddress.ProblemOf(request.Url) is { } problem)
        {
            return Problem(StatusCodes.Status400BadRequest, DestinationInvalid, problem);
        }

        return await grains.GetGrain<IMediaSessionGrain>(room).SetDestinationAsync(new StreamDestination(id, request.Url!, request.Enabled ?? true))
            ? Results.NoContent()
            : Problem(StatusCodes.Status409Conflict, DestinationsFull, $"A room has {WorkerLimits.MaxDestinations} destinations at most.");
    }

    private static async Task<IResult> RemoveAsync(string room, string id, IGrainFactory grains)
    {
        if (!RoomId.IsWellFormed(room) || !RoomId.IsWellFormed(id))
        {
            return BadName("A name");
        }

        return await grains.GetGrain<IMediaSessionGrain>(room).RemoveDestinationAsync(id)
            ? Results.NoContent()
            : Problem(StatusCodes.Status404NotFound, DestinationUnknown, "The room has no destination of this name.");
    }

    private static IResult BadName(string what) => Results.Problem($"{what} is 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, type: $"urn:crosslive:{code}", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });

    /// <summary>What an operator sets.</summary>
    /// <param name="Url">With the platform's key.</param>
    /// <param name="Enabled">True where it is left out.</param>
    internal sealed record DestinationRequest(string? Url, bool? Enabled);
}
