using CrossLive.Gateway.Auth;
using CrossLive.Media;
using CrossLive.Media.Recording;
using CrossLive.Rooms;

namespace CrossLive.Server.Media;

/// <summary>A room's recordings over HTTP, for operators: switch, list, download, delete. They are those in this process's folder of recordings, whichever process wrote them.</summary>
internal static class RecordingEndpoints
{
    private const string RecordingUnknown = "recording.unknown";
    private const string RecordingOpen = "recording.open";

    /// <summary>The room's switch.</summary>
    /// <param name="Enabled">Null: as the server's settings say.</param>
    public sealed record SwitchRequest(bool? Enabled);

    /// <summary>Maps the endpoints; each needs an operator's token for the room.</summary>
    public static void MapRecordings(this IEndpointRouteBuilder routes)
    {
        var stream = routes.MapGroup("/api/rooms/{room}/stream").RequireAuthorization(AuthRegistration.OperatorPolicy);
        stream.MapPut("/recording", async (string room, SwitchRequest request, IGrainFactory grains) =>
        {
            if (!RoomId.IsWellFormed(room))
            {
                return BadName();
            }

            await grains.GetGrain<IMediaSessionGrain>(room).SetRecordedAsync(request.Enabled);
            return Results.NoContent();
        });
        stream.MapGet("/recordings", ListAsync);
        stream.MapGet("/recordings/{id}", (string room, string id, RecordingStore store) => store.Find(room, id) is { } path
            ? Results.File(path, "video/mp4", $"{room}-{id}.mp4", enableRangeProcessing: true)
            : Problem(StatusCodes.Status404NotFound, RecordingUnknown, "The folder of recordings that this process has holds none of this name."));
        stream.MapDelete("/recordings/{id}", (string room, string id, RecordingStore store) => store.TryDelete(room, id)
            ? Results.NoContent()
            : Problem(StatusCodes.Status409Conflict, RecordingOpen, "It is being written: switch the recording off first, or end the stream."));
    }

    private static async Task<IResult> ListAsync(string room, Recorders recorders, RecordingStore store, RecordingOptions options, IGrainFactory grains)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return BadName();
        }

        var session = grains.GetGrain<IMediaSessionGrain>(room);
        var own = await session.IsRecordedAsync();
        var now = recorders.StateOf(room);
        var process = (await session.InspectAsync()).Publisher?.Process;
        return Results.Json(new
        {
            enabled = own ?? options.Enabled,
            enabledByRoom = own,
            state = now.State == RecordingState.None.State && process is not null ? "elsewhere" : now.State,
            process,
            problem = now.Problem,
            gaps = now.Gaps,
            recordings = store.List(room).Select(each => new
            {
                id = each.Id,
                startUnixMs = each.StartUnixMs,
                durationMs = each.DurationMs,
                bytes = each.Bytes,
                open = each.IsOpen,
                videoCodec = each.Video?.Configuration.Codec,
                widthPx = each.Video?.Configuration.WidthPx,
                heightPx = each.Video?.Configuration.HeightPx,
                audioCodec = each.Audio?.Configuration.Codec,
            }),
        });
    }

    private static IResult BadName() => Results.Problem("A room's name is 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, type: $"urn:crosslive:{code}", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
}
