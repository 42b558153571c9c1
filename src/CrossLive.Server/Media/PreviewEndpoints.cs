using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Edges;
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
    private const string StreamUnreachable = "stream.unreachable";
    private const string PreviewFull = "preview.full";

    /// <summary>Maps both for an edge, which has no streams: the gateway above answers.</summary>
    public static void MapUpstreamPreview(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/rooms/{room}/stream/preview", AskUpstreamAsync).RequireAuthorization(AuthRegistration.OperatorPolicy);
        routes.MapGet(AuthRegistration.PreviewPath + "/{room}.flv", AskUpstreamAsync).RequireAuthorization(AuthRegistration.PreviewPolicy);
        routes.MapGet(AuthRegistration.PreviewPath + "/{room}.m3u8", AskUpstreamAsync).RequireAuthorization(AuthRegistration.PreviewPolicy);
        // A player's own addresses hold a secret that the process with the stream checks.
        routes.MapGet(AuthRegistration.PreviewPath + "/{room}/hls/{player}/{file}", AskUpstreamAsync).AllowAnonymous();
    }

    private static async Task AskUpstreamAsync(HttpContext http, IOptions<EdgeOptions> options, PreviewRelay relay)
    {
        foreach (var upstream in options.Value.Upstreams())
        {
            if (await relay.TryAnswerAsync(http, upstream))
            {
                return;
            }
        }

        await Problem(StatusCodes.Status502BadGateway, StreamUnreachable, "The gateway above this edge cannot be reached from here.").ExecuteAsync(http);
    }

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

    private static async Task WatchAsync(string room, HttpContext http, StreamSessions sessions, IGrainFactory grains, PreviewRelay relay, IHostApplicationLifetime host)
    {
        if (sessions.Find(room)?.Feed is not { } feed)
        {
            await AnswerFromElsewhereAsync(room, http, grains, relay);
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

    /// <summary>The answer of the process that has the stream, or a sentence that says why there is none.</summary>
    internal static async Task AnswerFromElsewhereAsync(string room, HttpContext http, IGrainFactory grains, PreviewRelay relay)
    {
        StreamPublisher? publisher;
        try
        {
            publisher = (await grains.GetGrain<IMediaSessionGrain>(room).InspectAsync()).Publisher;
        }
#pragma warning disable CA1031 // A grain that moves shows in many exceptions; each means the same to a player, which asks again.
        catch (Exception)
#pragma warning restore CA1031
        {
            http.Response.Headers.RetryAfter = "5";
            await Problem(StatusCodes.Status503ServiceUnavailable, StreamUnreachable, "Where the stream comes in cannot be asked just now: try again in a few seconds.").ExecuteAsync(http);
            return;
        }

        if (publisher?.Url is { } url && await relay.TryAnswerAsync(http, new Uri(url)))
        {
            return;
        }

        var problem = publisher is null ? Problem(StatusCodes.Status404NotFound, NoStream, "No stream comes into this room.")
            : publisher.Url is { } unreached ? Problem(StatusCodes.Status502BadGateway, StreamUnreachable, $"The stream comes in at process {publisher.Process}, which cannot be reached at {unreached} from here.")
            : Problem(StatusCodes.Status409Conflict, StreamElsewhere, $"The stream comes in at process {publisher.Process}: ask that one, or set its CrossLive:Media:ProcessUrl so that this one can.");
        await problem.ExecuteAsync(http);
    }

    /// <summary>As many watch as may.</summary>
    internal static IResult Full(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return Problem(StatusCodes.Status503ServiceUnavailable, PreviewFull, "As many watch this stream as CrossLive:Media:MaxPreviewReaders lets, or it has just ended.");
    }

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, type: $"urn:crosslive:{code}", extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });
}
