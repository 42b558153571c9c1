using CrossLive.Gateway.Auth;
using CrossLive.Media.Clips;
using CrossLive.Rooms;

namespace CrossLive.Server.Media;

/// <summary>A room's clips over HTTP, for operators: mark, make, list, download, delete. They are cut from the recordings in this process's folder, whichever process wrote them.</summary>
internal static class ClipEndpoints
{
    private const string ClipUnknown = "clip.unknown";

    /// <summary>A beginning is marked.</summary>
    /// <param name="BehindMs">How far behind the stream the picture is that is marked by; null: it is not.</param>
    public sealed record MarkRequest(int? BehindMs);

    /// <summary>A clip is to be made.</summary>
    /// <param name="InUnixMs">Null: the beginning that was marked.</param>
    /// <param name="OutUnixMs">Null: now.</param>
    /// <param name="BehindMs">As above, where the end is now.</param>
    /// <param name="Title">Null: none.</param>
    public sealed record ClipRequest(long? InUnixMs, long? OutUnixMs, int? BehindMs, string? Title);

    /// <summary>Maps the endpoints; each needs an operator's token for the room.</summary>
    public static void MapClips(this IEndpointRouteBuilder routes)
    {
        var clips = routes.MapGroup("/api/rooms/{room}/stream/clips").RequireAuthorization(AuthRegistration.OperatorPolicy);
        clips.MapGet("/", (string room, ClipDesk desk) => RoomId.IsWellFormed(room) ? Results.Json(new { inUnixMs = desk.MarkOf(room), clips = desk.List(room) }) : BadName());
        clips.MapPost("/in", (string room, MarkRequest request, ClipDesk desk) =>
            RoomId.IsWellFormed(room) ? Results.Json(new { inUnixMs = desk.MarkIn(room, request.BehindMs ?? 0) }) : BadName());
        clips.MapPost("/", MakeAsync);
        clips.MapGet("/{id}", (string room, string id, ClipDesk desk) =>
            desk.Find(room, id) is { } path ? Results.File(path, "video/mp4", $"{room}-{id}.mp4", enableRangeProcessing: true) : Unknown());
        clips.MapGet("/{id}/thumbnail", (string room, string id, ClipDesk desk) => desk.FindThumbnail(room, id) is { } path ? Results.File(path, "image/jpeg") : Unknown());
        clips.MapDelete("/{id}", (string room, string id, ClipDesk desk) =>
        {
            if (desk.Find(room, id) is null)
            {
                return Unknown();
            }

            desk.Delete(room, id);
            return Results.NoContent();
        });
    }

    private static async Task<IResult> MakeAsync(string room, ClipRequest request, ClipDesk desk, HttpContext http)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return BadName();
        }

        try
        {
            var clip = await desk.MakeAsync(room, request.InUnixMs, request.OutUnixMs, request.BehindMs ?? 0, request.Title ?? "", http.RequestAborted);
            return Results.Json(clip, statusCode: StatusCodes.Status201Created);
        }
        catch (ClipRefusedException refused)
        {
            return Problem(refused.Code switch
            {
                ClipRefusedException.Invalid => StatusCodes.Status400BadRequest,
                ClipRefusedException.NoRecording => StatusCodes.Status404NotFound,
                ClipRefusedException.TooMany => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status507InsufficientStorage,
            }, refused.Code, refused.Message);
        }
    }

    private static IResult Unknown() => Problem(StatusCodes.Status404NotFound, ClipUnknown, "The folder of recordings that this process has holds no such clip.");

    private static IResult BadName() => Results.Problem("A room's name is 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, type: $"urn:crosslive:{code}", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
}
