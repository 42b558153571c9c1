using CrossLive.Gateway.Auth;
using CrossLive.Media.Fragments;
using CrossLive.Media.Hls;
using CrossLive.Media.Recording;
using CrossLive.Rooms;

namespace CrossLive.Server.Media;

/// <summary>
/// A recording as a replay: an operator asks for its address, which holds a token that is good for this recording alone; whoever has it sees the picture (HLS, or the file)
/// and the room's chat at its time.
/// </summary>
internal static class ReplayEndpoints
{
    private const string RecordingUnknown = "recording.unknown";

    /// <summary>Maps them.</summary>
    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/rooms/{room}/stream/recordings/{id}/replay", MakeAddress).RequireAuthorization(AuthRegistration.OperatorPolicy);
        var replay = routes.MapGroup(AuthRegistration.ReplayPath + "/{room}/{id}").RequireAuthorization(AuthRegistration.ReplayPolicy);
        replay.MapGet("/show.m3u8", Playlist);
        replay.MapGet("/show.mp4", (string room, string id, RecordingStore store) =>
            store.Find(room, id) is { } path ? Results.File(path, "video/mp4", enableRangeProcessing: true) : Unknown());
        replay.MapGet("/chat", ChatAsync);
    }

    private static IResult MakeAddress(string room, string id, HttpContext http, RecordingStore store, RecordingOptions options, TokenIssuer issuer, TimeProvider time)
    {
        if (store.Find(room, id) is null)
        {
            return Unknown();
        }

        var lifetime = TimeSpan.FromMilliseconds(options.ReplayTokenMs);
        var token = issuer.IssueForReplay(Caller.From(http.User)!.Person.Id, room, id, lifetime);
        var folder = $"{AuthRegistration.ReplayPath}/{room}/{id}";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new
        {
            page = $"/replay.html?room={room}&recording={id}#token={token}",
            hlsPath = $"{folder}/show.m3u8?access_token={token}",
            path = $"{folder}/show.mp4?access_token={token}",
            chatPath = $"{folder}/chat?access_token={token}",
            expiresAtUnixMs = (time.GetUtcNow() + lifetime).ToUnixTimeMilliseconds(),
        });
    }

    private static IResult Playlist(string room, string id, HttpContext http, RecordingStore store)
    {
        if (store.Find(room, id) is not { } path)
        {
            return Unknown();
        }

        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (Mp4Index.Read(file) is not { Fragments.Count: > 0 } index)
            {
                return Unknown();
            }

            http.Response.Headers.CacheControl = "no-store";
            // The segments' requests carry the same token: a player sets no header.
            var token = http.Request.Query["access_token"] is [{ Length: > 0 } queried] ? "?access_token=" + Uri.EscapeDataString(queried) : "";
            return Results.Text(VodPlaylist.Of(index, "show.mp4" + token), "application/vnd.apple.mpegurl");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return Unknown();
        }
    }

    private static async Task<IResult> ChatAsync(string room, string id, HttpContext http, RecordingStore store, IGrainFactory grains)
    {
        if (store.Describe(room, id) is not { } recording)
        {
            return Unknown();
        }

        var grain = grains.GetGrain<IRoomGrain>(room);
        var view = (await grain.InspectAsync()).View;
        var chat = view is null
            ? new ReplayLines([], 0, IsWhole: false)
            : await ReplayChat.ReadAsync(grain.ReadAsync, view.Head.Sequence, recording.StartUnixMs, recording.StartUnixMs + recording.DurationMs, http.RequestAborted);
        return Results.Json(new
        {
            title = view?.Title,
            startUnixMs = recording.StartUnixMs,
            durationMs = recording.DurationMs,
            whole = chat.IsWhole,
            leftOut = chat.LeftOut,
            lines = chat.Lines.Select(line => LineOf(line, recording.StartUnixMs)),
        });
    }

    // Only what viewers saw: no ids of persons, which clients need for nothing here.
    private static object LineOf(RoomEvent line, long startUnixMs) => new
    {
        atMs = line.AtUnixMs - startUnixMs,
        sequence = line.Sequence,
        platform = line.Actor.Platform,
        name = line.Actor.Name,
        role = (int)line.Actor.Role,
        kind = line.Body switch { ChatPosted => "chat", GiftSent => "gift", _ => "announce" },
        text = line.Body switch { ChatPosted chat => chat.Text, GiftSent gift => gift.Message, Announced said => said.Text, _ => null },
        giftId = (line.Body as GiftSent)?.GiftId,
        giftName = (line.Body as GiftSent)?.GiftName,
        quantity = (line.Body as GiftSent)?.Quantity,
    };

    private static IResult Unknown() => Results.Problem(
        "The folder of recordings that this process has holds none of this name, or nothing of it is whole yet.",
        statusCode: StatusCodes.Status404NotFound,
        type: "urn:crosslive:" + RecordingUnknown,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = RecordingUnknown });
}
