using CrossLive.Platforms;
using CrossLive.Platforms.Twitch;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;

namespace CrossLive.Gateway.Ingress;

/// <summary>
/// Twitch's EventSub webhooks. Only what may succeed later is answered 5xx or 429: Twitch sends again whatever is not 2xx, and ends a subscription that
/// fails too often, so an event that the room refuses by its rules is answered 202 with its refusal.
/// </summary>
internal static class TwitchIngress
{
    public static async Task<IResult> HandleAsync(HttpContext http, OpenedRequest request, IngressRequest ingress)
    {
        var headers = http.Request.Headers;
        string? messageId = headers[TwitchHeaders.MessageId];
        var check = TwitchSignature.Verify(
            request.Connection.Secrets, messageId, headers[TwitchHeaders.Timestamp], headers[TwitchHeaders.Signature], request.Body, ingress.Now);
        if (check != SignatureCheck.Valid)
        {
            ingress.NoteRefusal(request, IngressProblem.CodeOf(check));
            return IngressProblem.Unsigned(StatusCodes.Status403Forbidden, check, TwitchSignature.MaxAge);
        }

        TwitchMessage message;
        try
        {
            message = TwitchEventParser.Parse(headers[TwitchHeaders.MessageType], messageId!, request.Body);
        }
        catch (PayloadException exception)
        {
            ingress.NoteRefusal(request, exception.Code);
            return IngressProblem.From(exception);
        }

        return message switch
        {
            TwitchChallenge challenge => TypedResults.Text(challenge.Challenge, "text/plain", statusCode: StatusCodes.Status200OK),
            TwitchRevocation revocation => await NoteRevocationAsync(request, ingress, revocation),
            TwitchNotification notification => await ingress.DeliverAsync(http, request, [notification.Event], Answer),
            _ => throw new InvalidOperationException($"No answer to {message.GetType().Name}."),
        };
    }

    private static async Task<IResult> NoteRevocationAsync(OpenedRequest request, IngressRequest ingress, TwitchRevocation revocation)
    {
        await ingress.NoteRevocationAsync(request, revocation.Reason);
        return TypedResults.NoContent();
    }

    private static IResult Answer(Delivery delivery) => delivery.CommonCode switch
    {
        Rejection.RoomUnknown or IngressCode.NotConnected => IngressProblem.Of(StatusCodes.Status404NotFound, delivery.CommonCode, delivery.Outcomes[0].Detail ?? "Refused."),
        IngressCode.Disconnected => IngressProblem.Of(StatusCodes.Status410Gone, delivery.CommonCode, delivery.Outcomes[0].Detail ?? "Refused."),
        _ => TypedResults.Json(new DeliveryReceipt(delivery.Outcomes), statusCode: StatusCodes.Status202Accepted),
    };
}
