using CrossLive.Platforms;
using CrossLive.Platforms.Shopify;
using CrossLive.Platforms.TikTokShop;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;

namespace CrossLive.Gateway.Ingress;

/// <summary>
/// Shops' order webhooks. Durable before they are answered, within <see cref="MaxWaitMs"/>. Only what may succeed later is answered 429 or 503: shops send
/// again whatever is not 2xx, and end a subscription that fails too often, so an order that the room refuses by its rules is answered 200.
/// </summary>
internal static class ShopIngress
{
    /// <summary>TikTok Shop waits 3 s for an answer, Shopify 5 s: what is not durable by now is told to come again.</summary>
    public const int MaxWaitMs = 2_000;

    public static Task<IResult> HandleAsync(HttpContext http, OpenedRequest request, IngressRequest ingress)
    {
        var headers = http.Request.Headers;
        if (request.Platform.Kind == PlatformKind.ShopifyWebhooks)
        {
            var check = ShopifySignature.Verify(request.Connection.Secrets, headers[ShopifyHeaders.Signature], request.Body);
            return HandleAsync(http, request, ingress, check, () => ShopifyOrderParser.Parse(
                headers[ShopifyHeaders.Topic], headers[ShopifyHeaders.Shop], headers[ShopifyHeaders.EventId], headers[ShopifyHeaders.WebhookId], request.Body));
        }

        var settings = request.Connection.Settings;
        return HandleAsync(
            http,
            request,
            ingress,
            TikTokShopSignature.Verify(request.Connection.Secrets, settings.GetValueOrDefault(TikTokShopDeclaration.AppKey) ?? string.Empty, headers[TikTokShopSignature.Header], request.Body),
            () => TikTokShopOrderParser.Parse(settings.GetValueOrDefault(TikTokShopDeclaration.Sale), request.Body));
    }

    private static async Task<IResult> HandleAsync(HttpContext http, OpenedRequest request, IngressRequest ingress, SignatureCheck check, Func<ParsedEvent> parse)
    {
        if (check != SignatureCheck.Valid)
        {
            ingress.NoteRefusal(request, IngressProblem.CodeOf(check));
            return IngressProblem.Of(StatusCodes.Status401Unauthorized, IngressProblem.CodeOf(check), "The signature is missing, or none of the shop's secrets made it over these bytes.");
        }

        try
        {
            return await ingress.DeliverAsync(http, request, [parse()], Answer, MaxWaitMs);
        }
        catch (PayloadException exception)
        {
            ingress.NoteRefusal(request, exception.Code);
            return IngressProblem.From(exception);
        }
    }

    private static IResult Answer(Delivery delivery) => delivery.CommonCode switch
    {
        Rejection.RoomUnknown or IngressCode.NotConnected => IngressProblem.Of(StatusCodes.Status404NotFound, delivery.CommonCode, delivery.Outcomes[0].Detail ?? "Refused."),
        IngressCode.Disconnected => IngressProblem.Of(StatusCodes.Status410Gone, delivery.CommonCode, delivery.Outcomes[0].Detail ?? "Refused."),

        // TikTok Shop asks for an empty body.
        _ => TypedResults.Ok(),
    };
}
