using System.Globalization;
using System.Net.Http.Headers;
using CrossLive.Platforms.StandardWebhooks;

namespace CrossLive.Server.Tests.Load;

/// <summary>A platform's delivery, signed with Standard Webhooks headers.</summary>
internal static class SignedDelivery
{
    /// <summary>The platform that tests connect.</summary>
    public const string Platform = "custom";

    /// <summary>A new signing secret.</summary>
    public static string NewSecret()
    {
        var key = new byte[32];
        Random.Shared.NextBytes(key);
        return "whsec_" + Convert.ToBase64String(key);
    }

    /// <summary>A request with a batch of CloudEvents.</summary>
    public static HttpRequestMessage Of(Uri server, string room, string secret, string id, byte[] batch)
    {
        var now = DateTimeOffset.UtcNow;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/ingress/{room}/{Platform}")) { Content = new ByteArrayContent(batch) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json");
        request.Headers.Add(WebhookSigner.IdHeader, id);
        request.Headers.Add(WebhookSigner.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSigner.SignatureHeader, WebhookSigner.Sign(secret, id, now, batch));
        return request;
    }
}
