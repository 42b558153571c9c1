using System.Text.Json;
using System.Text.Json.Serialization;
using CrossLive.Gateway.Auth;
using CrossLive.Insights;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Console;

/// <summary>What an operator does with a room over HTTP: open, close, look at it, and read its minute counts. The hub has the rest.</summary>
public static class RoomEndpoints
{
    private static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web) { Converters = { new ViewMessageJsonConverter() } };

    /// <summary>Opens a room.</summary>
    /// <param name="Title">Shown to viewers, 1 to 200 characters.</param>
    /// <param name="Key">Idempotency key; may be left out, opening twice is harmless.</param>
    public sealed record OpenRequest([property: JsonPropertyName("title")] string? Title, [property: JsonPropertyName("key")] string? Key);

    /// <summary>Closes a room.</summary>
    /// <param name="Reason">Shown to viewers, 1 to 200 characters.</param>
    public sealed record CloseRequest([property: JsonPropertyName("reason")] string? Reason);

    /// <summary>Maps the endpoints; each needs an operator's token for the room.</summary>
    public static void MapRoomEndpoints(this IEndpointRouteBuilder routes)
    {
        var rooms = routes.MapGroup("/api/rooms/{room}").RequireAuthorization(AuthRegistration.OperatorPolicy);
        rooms.MapPost("/open", (string room, OpenRequest request, HttpContext http) =>
            SendAsync(room, request.Key, new OpenRoom(request.Title ?? string.Empty), http));
        rooms.MapPost("/close", (string room, CloseRequest request, HttpContext http) =>
            SendAsync(room, null, new CloseRoom(request.Reason ?? string.Empty), http));
        rooms.MapGet("/", async (string room, IGrainFactory grains) => RoomId.IsWellFormed(room)
            ? Results.Json(RoomReport.Of(await grains.GetGrain<IRoomGrain>(room).InspectAsync()), ReportJson)
            : BadName());
        rooms.MapGet("/minutes", async (string room, IGrainFactory grains) => RoomId.IsWellFormed(room)
            ? Results.Json(await grains.GetGrain<IRoomRollupGrain>(room).GetAsync())
            : BadName());
    }

    private static async Task<IResult> SendAsync(string room, string? key, RoomCommandBody body, HttpContext http)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return BadName();
        }

        var actor = Caller.From(http.User)!.Person;
        var command = new RoomCommand(actor, body, key is { Length: >= 1 and <= CommandKey.MaxIdLength } ? CommandKey.For(actor.Handle, key) : null, CommandKey.Fingerprint("http", body.ToString()!));
        var answers = await CallOf(room, http.RequestServices).ExecuteAsync([command]);
        return answers[0] switch
        {
            { IsDone: true } done => Results.Json(new { epoch = done.Position.Epoch, sequence = done.Position.Sequence }),
            { Code: Rejection.RoomUnavailable or Rejection.RoomBusy or Rejection.StorageFull } away =>
                Results.Problem(away.Detail, statusCode: StatusCodes.Status503ServiceUnavailable, extensions: Extensions(away)),
            var refused => Results.Problem(refused.Detail, statusCode: StatusCodes.Status422UnprocessableEntity, extensions: Extensions(refused)),
        };
    }

    // As viewers' commands: a room that moves is away for seconds, and a silo that died is an answer, not a failure of this server.
    private static RetryingRoomCall<RoomCommand> CallOf(string room, IServiceProvider services) => new(
        services.GetRequiredService<IGrainFactory>().GetGrain<IRoomGrain>(room).ExecuteAsync,
        TimeSpan.FromMilliseconds(services.GetRequiredService<IOptions<GatewayOptions>>().Value.CommandPatienceMs),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<Random>());

    private static Dictionary<string, object?> Extensions(CommandAnswer answer) => new(StringComparer.Ordinal) { ["code"] = answer.Code };

    private static IResult BadName() => Results.Problem("A room's name is 1 to 64 letters, digits, '-' and '_'.", statusCode: StatusCodes.Status400BadRequest);
}
