using CrossLive.Platforms;
using CrossLive.Platforms.Generic;
using CrossLive.Platforms.StandardWebhooks;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;

namespace CrossLive.Gateway.Ingress;

/// <summary>Deliveries of the generic adapter: CloudEvents signed with Standard Webhooks headers.</summary>
internal static class GenericIngress
{
    public static async Task<IResult> HandleAsync(HttpContext http, OpenedRequest request, IngressRequest ingress)
    {
        var headers = http.Request.Headers;
        var check = WebhookVerifier.Verify(
            request.Connection.Secrets, headers[WebhookSigner.IdHeader], headers[WebhookSigner.TimestampHeader], headers[WebhookSigner.SignatureHeader], request.Body, ingress.Now);
        if (check != SignatureCheck.Valid)
        {
            ingress.NoteRefusal(request, IngressProblem.CodeOf(check));
            http.Response.Headers.WWWAuthenticate = "StandardWebhooks";
            return IngressProblem.Unsigned(StatusCodes.Status401Unauthorized, check, WebhookVerifier.Tolerance);
        }

        IReadOnlyList<ParsedEvent> events;
        try
        {
            events = GenericEventParser.Parse(
                request.Platform, http.Request.ContentType, headers.Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString())), request.Body);
        }
        catch (PayloadException exception)
        {
            ingress.NoteRefusal(request, exception.Code);
            return IngressProblem.From(exception);
        }

        return await ingress.DeliverAsync(http, request, events, Answer);
    }

    private static IResult Answer(Delivery delivery)
    {
        if (delivery.IsTaken)
        {
            return TypedResults.Json(new DeliveryReceipt(delivery.Outcomes), statusCode: StatusCodes.Status202Accepted);
        }

        var status = delivery.CommonCode switch
        {
            IngressCode.EventMalformed => StatusCodes.Status400BadRequest,
            Rejection.RoomUnknown or IngressCode.NotConnected => StatusCodes.Status404NotFound,
            IngressCode.Disconnected => StatusCodes.Status410Gone,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return IngressProblem.Of(status, delivery.CommonCode ?? delivery.Outcomes[0].Code!, delivery.Outcomes[0].Detail ?? "Refused.", delivery.Outcomes);
    }
}
