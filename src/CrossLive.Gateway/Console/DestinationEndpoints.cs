using CrossLive.Gateway.Auth;
using CrossLive.Media;
using CrossLive.Media.Reception;
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
    private const string DestinationNotSealed = "destination.not-sealed";
    private const string DestinationsFull = "destination.too-many";

    /// <summary>Maps the endpoints; each needs an operator's token for the room.</summary>
    public static void MapDestinationEndpoints(this IEndpointRouteBuilder routes)
    {
        var destinations = routes.MapGroup("/api/rooms/{room}/stream/destinations").RequireAuthorization(AuthRegistration.OperatorPolicy);
        destinations.MapGet("/", ListAsync);
        destinations.MapGet("/{id}", ShowAsync);
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
            destinations = seen.Destinations.Select((each, index) =>
            {
                var status = seen.Report.Destinations.FirstOrDefault(one => string.Equals(one.Id, each.Id, StringComparison.Ordinal));
                return DestinationReport.Of(each, status, seen.Receptions.ElementAtOrDefault(index) ?? ReceptionView.NotTold);
            }),
        });
    }

    private static async Task<IResult> ShowAsync(string room, string id, IGrainFactory grains)
    {
        if (!RoomId.IsWellFormed(room) || !RoomId.IsWellFormed(id))
        {
            return BadName("A name");
        }

        if (await grains.GetGrain<IMediaSessionGrain>(room).InspectDestinationAsync(id) is not { } seen)
        {
            return Problem(StatusCodes.Status404NotFound, DestinationUnknown, "The room has no destination of this name.");
        }

        return Results.Json(new
        {
            destination = DestinationReport.Of(seen.Destination, seen.Status, seen.Reception),
            samples = seen.Samples.Select(each => new
            {
                atMs = each.AtUnixMs,
                capacityKbps = each.CapacityKbps,
                sentKbps = each.SentKbps,
                videoKbps = each.VideoKbps,
                roundTripMs = each.RoundTripMs,
                waitingMs = each.WaitingMs,
                slate = each.IsSlate,
            }),
            decisions = seen.Decisions.Select(each => new
            {
                atMs = each.AtUnixMs,
                reason = each.Reason,
                videoKbps = each.VideoKbps,
                audioKbps = each.AudioKbps,
                rendition = each.Rendition,
                slate = each.IsSlate,
                explanation = each.Explanation,
            }),
            platformChanges = seen.ReceptionChanges.Select(PlatformHealthReport.Of),
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

        if (request.Problem() is { } wrong)
        {
            return Problem(StatusCodes.Status400BadRequest, DestinationInvalid, wrong);
        }

        var destination = new StreamDestination(id, request.Url!, request.Enabled ?? true)
        {
            Platform = request.Platform,
            KeepsSize = request.KeepSize,
            MaxVideoKbps = request.MaxVideoKbps,
            DelayBudgetMs = request.DelayBudgetMs,
        };
        try
        {
            return await grains.GetGrain<IMediaSessionGrain>(room).SetDestinationAsync(destination)
                ? Results.NoContent()
                : Problem(StatusCodes.Status409Conflict, DestinationsFull, $"A room has {WorkerLimits.MaxDestinations} destinations at most.");
        }
        catch (DestinationNotSealedException failed)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, DestinationNotSealed, failed.Message);
        }
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
}
