using CrossLive.Gateway.Auth;
using CrossLive.Media.Hls;
using CrossLive.Media.Ingest;
using CrossLive.Rooms;

namespace CrossLive.Server.Media;

/// <summary>
/// The preview as HLS, for players that cannot take it as FLV. The first playlist needs the preview's token; it names another one whose address holds a secret of this player,
/// which is good as long as the player goes on asking.
/// </summary>
internal static class HlsEndpoints
{
    private const string PlaylistType = "application/vnd.apple.mpegurl";

    /// <summary>Maps them.</summary>
    public static void MapHls(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(AuthRegistration.PreviewPath + "/{room}.m3u8", BeginAsync).RequireAuthorization(AuthRegistration.PreviewPolicy);
        var player = routes.MapGroup(AuthRegistration.PreviewPath + "/{room}/hls/{player}").AllowAnonymous().AddEndpointFilter(AnswerFromElsewhereAsync);
        player.MapGet("/live.m3u8", async (string room, string player, StreamSessions sessions, HttpContext http) =>
            sessions.Find(room)?.Hls is { } hls && await hls.PlaylistAsync(player, http.RequestAborted) is { } playlist ? Playlist(http, playlist) : Results.NotFound());
        player.MapGet("/init-{number:int}.mp4", (string room, string player, int number, StreamSessions sessions) =>
            sessions.Find(room)?.Hls?.Head(player, number) is { } head ? Results.Bytes(head, "video/mp4") : Results.NotFound());
        player.MapGet("/{number:long}.m4s", (string room, string player, long number, StreamSessions sessions, HttpContext http) =>
            sessions.Find(room)?.Hls?.Segment(player, number) is { } parts ? Results.Stream(output => WriteAsync(output, parts, http), "video/iso.segment") : Results.NotFound());
    }

    // The player began at another process, which has the stream: only it knows the player.
    private static async ValueTask<object?> AnswerFromElsewhereAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetRouteValue("room") is not string room || !RoomId.IsWellFormed(room) || http.RequestServices.GetRequiredService<StreamSessions>().Find(room) is not null)
        {
            return await next(context);
        }

        await PreviewEndpoints.AnswerFromElsewhereAsync(room, http, http.RequestServices.GetRequiredService<IGrainFactory>(), http.RequestServices.GetRequiredService<PreviewRelay>());
        return Results.Empty;
    }

    private static async Task BeginAsync(string room, HttpContext http, StreamSessions sessions, IGrainFactory grains, PreviewRelay relay)
    {
        if (sessions.Find(room)?.Hls is not { } hls)
        {
            await PreviewEndpoints.AnswerFromElsewhereAsync(room, http, grains, relay);
        }
        else if (hls.TryJoin() is not { } player)
        {
            await PreviewEndpoints.Full(http).ExecuteAsync(http);
        }
        else
        {
            await Playlist(http, await hls.MasterAsync($"{room}/hls/{player}/live.m3u8", http.RequestAborted)).ExecuteAsync(http);
        }
    }

    private static IResult Playlist(HttpContext http, string playlist)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(playlist, PlaylistType);
    }

    private static async Task WriteAsync(Stream output, IReadOnlyList<ReadOnlyMemory<byte>> parts, HttpContext http)
    {
        foreach (var part in parts)
        {
            await output.WriteAsync(part, http.RequestAborted);
        }
    }
}
