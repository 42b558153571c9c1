using CrossLive.Gateway.Auth;
using CrossLive.Media;
using CrossLive.Media.Ingest;
using CrossLive.Media.Preview;
using CrossLive.Rooms;
using Microsoft.Extensions.Options;

namespace CrossLive.Server.Media;

/// <summary>The preview of a room's stream: an operator asks for its address, which holds a token that is good for it alone and not for long; whoever has the address watches.</summary>
internal static class PreviewEndpoints
{
    private const string NoStream = "stream.none";
    private const string StreamElsewhere = "stream.elsewhere";
    private const string PreviewFull = "preview.full";

    /// <summary>Maps both.</summary>
    public static void MapPreview(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/rooms/{room}/stream/preview", MakeAddress).RequireAuthorization(AuthRegistration.OperatorPolicy);
        routes.MapGet(AuthRegistration.PreviewPath + "/{room}.flv", WatchAsync).RequireAuthorization(AuthRegistration.PreviewPolicy);
    }

    private static IResult MakeAddress(string room, HttpContext http, TokenIssuer issuer, IOptions<MediaOptions> options, TimeProvider time)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return Results.Problem("A room's name is 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);
        }

        var lifetime = TimeSpan.FromMilliseconds(options.Value.PreviewTokenMs);
        var token = issuer.IssueForPreview(Caller.From(http.User)!.Person.Id, room, lifetime);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new
        {
            path = $"{AuthRegistration.PreviewPath}/{room}.flv?access_token={token}",
            hlsPath = $"{AuthRegistration.PreviewPath}/{room}.m3u8?access_token={token}",
            expiresAtUnixMs = (time.GetUtcNow() + lifetime).ToUnixTimeMilliseconds(),
        });
    }

    private static async Task WatchAsync(string room, HttpContext http, StreamSessions sessions, IGrainFactory grains, IHostApplicationLifetime host)
    {
        if (sessions.Find(room)?.Feed is not { } feed)
        {
            await (await NoStreamHereAsync(room, grains)).ExecuteAsync(http);
            return;
        }

        using var reader = feed.TryOpen();
        if (reader is null)
        {
            await Full(http).ExecuteAsync(http);
            return;
        }

        await PreviewWriter.WriteAsync(http, feed, reader, host.ApplicationStopping);
    }

    /// <summary>Why a room's stream cannot be watched here.</summary>
    internal static async Task<IResult> NoStreamHereAsync(string room, IGrainFactory grains) => (await grains.GetGrain<IMediaSessionGrain>(room).InspectAsync()).Publisher is { } publisher
        ? Problem(StatusCodes.Status409Conflict, StreamElsewhere, $"The stream comes in at process {publisher.Process}: ask that one.")
        : Problem(StatusCodes.Status404NotFound, NoStream, "No stream comes into this room.");

    /// <summary>As many watch as may.</summary>
    internal static IResult Full(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return Problem(StatusCodes.Status503ServiceUnavailable, PreviewFull, "As many watch this stream as CrossLive:Media:MaxPreviewReaders lets, or it has just ended.");
    }

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, type: $"urn:crosslive:{code}", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
}
