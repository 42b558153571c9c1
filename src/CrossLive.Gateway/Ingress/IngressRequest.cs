using CrossLive.Platforms;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Ingress;

/// <summary>What every kind of ingress does: finds the connection, reads the body, keeps the rate, delivers, answers.</summary>
internal sealed partial class IngressRequest(
    PlatformAdapters adapters, PlatformRates rates, IOptions<IngressOptions> options, TimeProvider time, ILogger<IngressRequest> logger)
{
    /// <summary>The clock that signatures are held against.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// Opens a request: the platform's declaration, its connection and the raw body; or the answer that ends it here.
    /// Nothing of the body has been looked at.
    /// </summary>
    public async Task<(OpenedRequest? Opened, IResult? Answer)> OpenAsync(HttpContext http, string room, string platform)
    {
        if (!RoomId.IsWellFormed(room))
        {
            return (null, IngressProblem.Of(StatusCodes.Status404NotFound, Rejection.RoomUnknown, "No room can have this name."));
        }

        if (PlatformCatalog.Find(platform) is not { } declaration)
        {
            return (null, IngressProblem.Of(StatusCodes.Status404NotFound, Rejection.PlatformUnknown, "No connector goes by this platform's name."));
        }

        if (declaration.Kind == PlatformKind.YouTubePolling)
        {
            return (null, IngressProblem.Of(StatusCodes.Status404NotFound, IngressCode.Polled, $"{declaration.DisplayName} is polled; there is nothing to push to."));
        }

        PlatformConnection? connection;
        try
        {
            connection = await adapters.FindConnectionAsync(room, platform);
        }
#pragma warning disable CA1031 // A cluster that changes shows in many exceptions; to the sender each is the same: come again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnreachable(logger, room, platform, exception);
            return (null, IngressProblem.Unavailable(http));
        }

        if (connection is null)
        {
            return (null, IngressProblem.Of(StatusCodes.Status404NotFound, IngressCode.NotConnected, "The platform is not connected to this room."));
        }

        if (connection.IsEnded)
        {
            return (null, IngressProblem.Of(StatusCodes.Status410Gone, IngressCode.Disconnected, "The platform was disconnected from this room: send no more."));
        }

        return await IngressBody.ReadAsync(http, IngressOptions.MaxBodyBytes) is { } body
            ? (new OpenedRequest(room, declaration, connection, body), null)
            : (null, IngressProblem.TooLarge(http));
    }

    /// <summary>Notes a delivery that was refused as a whole, for the platform's health.</summary>
    public void NoteRefusal(OpenedRequest request, string code, int count = 1)
    {
        LogRefused(logger, request.Room, request.Platform.Name, code, count);
        adapters.For(request.Room, request.Platform.Name).NoteRefusalAsync(code, count).Ignore();
    }

    /// <summary>Notes that the platform ended a subscription. Durable when it returns.</summary>
    public Task NoteRevocationAsync(OpenedRequest request, string reason) => adapters.For(request.Room, request.Platform.Name).NoteRevocationAsync(reason);

    /// <summary>Delivers events and hands the outcome to <paramref name="answer"/>, unless the platform is over its rate or the room does not answer in <paramref name="maxWaitMs"/>, or the option's time where that is shorter.</summary>
    public async Task<IResult> DeliverAsync(HttpContext http, OpenedRequest request, IReadOnlyList<ParsedEvent> events, Func<Delivery, IResult> answer, int maxWaitMs = int.MaxValue)
    {
        var waitMs = rates.TryTake(request.Room, request.Platform.Name, events.Count);
        if (waitMs > 0)
        {
            NoteRefusal(request, IngressCode.PlatformRate);
            return IngressProblem.Later(
                http, StatusCodes.Status429TooManyRequests, IngressCode.PlatformRate, $"This platform may send {options.Value.EventsPerSecond} events a second into a room.", waitMs);
        }

        foreach (var (code, count) in events.Where(e => e.Refusal is not null).CountBy(e => e.Refusal!.Code))
        {
            NoteRefusal(request, code, count);
        }

        RoomCommand[] commands = [.. events.Where(e => e.Command is not null).Select(e => e.Command!)];
        IReadOnlyList<CommandAnswer> answers = [];
        if (commands.Length > 0)
        {
            try
            {
                answers = await adapters.For(request.Room, request.Platform.Name).DeliverAsync(commands)
                    .WaitAsync(TimeSpan.FromMilliseconds(Math.Min(maxWaitMs, options.Value.DeliveryTimeoutMs)), time);
            }
#pragma warning disable CA1031 // As above: nothing was acknowledged, so the sender sends it again, and what was written is known by its key.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogUnreachable(logger, request.Room, request.Platform.Name, exception);
                return IngressProblem.Unavailable(http);
            }
        }

        var delivery = Delivery.Of(events, answers);
        return delivery.Waiting is { } waiting ? ComeAgain(http, waiting, delivery) : answer(delivery);
    }

    // Part of a delivery may be durable: the sender sends all of it again, and that part is answered "repeated".
    private static IResult ComeAgain(HttpContext http, CommandAnswer waiting, Delivery delivery) => IngressProblem.Later(
        http,
        waiting.Code == Rejection.RoomRate ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable,
        waiting.Code!,
        waiting.Detail ?? "Send the same again later.",
        waiting.RetryAfterMs,
        delivery.Outcomes);
}

/// <summary>A request whose body was read and not yet looked at.</summary>
internal sealed record OpenedRequest(string Room, PlatformDeclaration Platform, PlatformConnection Connection, byte[] Body);
