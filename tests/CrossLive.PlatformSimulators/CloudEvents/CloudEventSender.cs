using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.Http;
using CloudNative.CloudEvents.SystemTextJson;
using CrossLive.Platforms.StandardWebhooks;

namespace CrossLive.PlatformSimulators.CloudEvents;

/// <summary>A bridge's side of the generic adapter: CloudEvents in any of the three modes, signed with Standard Webhooks headers.</summary>
/// <param name="http">The client to send with.</param>
/// <param name="address">The ingress of the platform.</param>
/// <param name="secret">"whsec_" and base64.</param>
/// <param name="source">The source of every event.</param>
/// <param name="time">The clock for timestamps.</param>
public sealed class CloudEventSender(HttpClient http, Uri address, string secret, string source, TimeProvider time)
{
    private static readonly JsonEventFormatter Formatter = new();

    /// <summary>An event that happens now.</summary>
    public CloudEvent Event(string type, string id, object data) => new(CloudEventsSpecVersion.V1_0)
    {
        Id = id,
        Source = new Uri(source, UriKind.RelativeOrAbsolute),
        Type = type,
        Time = time.GetUtcNow(),
        DataContentType = "application/json",
        Data = JsonSerializer.SerializeToElement(data),
    };

    /// <summary>Sends one event, in structured or binary mode.</summary>
    public Task<HttpResponseMessage> SendAsync(CloudEvent cloudEvent, ContentMode mode, CancellationToken cancellationToken) =>
        SendAsync(cloudEvent.ToHttpContent(mode, Formatter), cancellationToken);

    /// <summary>Sends events as one batch.</summary>
    public Task<HttpResponseMessage> SendBatchAsync(IReadOnlyList<CloudEvent> cloudEvents, CancellationToken cancellationToken) =>
        SendAsync(cloudEvents.ToHttpContent(Formatter), cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        var now = time.GetUtcNow();
        var messageId = $"msg_{Guid.NewGuid():n}";
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Content.Headers.ContentType ??= new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSigner.IdHeader, messageId);
        request.Headers.Add(WebhookSigner.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSigner.SignatureHeader, WebhookSigner.Sign(secret, messageId, now, body));
        return await http.SendAsync(request, cancellationToken);
    }
}
