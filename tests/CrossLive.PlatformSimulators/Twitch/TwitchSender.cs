using System.Globalization;
using System.Net;
using System.Text.Json;
using CrossLive.Platforms.Twitch;

namespace CrossLive.PlatformSimulators.Twitch;

/// <summary>
/// Twitch's side of EventSub webhooks: signs, sends, and sends again with the same message id what was not answered 2xx.
/// After Twitch, "Getting events using webhooks".
/// </summary>
/// <param name="http">The client to send with.</param>
/// <param name="callback">The webhook's address.</param>
/// <param name="secret">The subscription's secret.</param>
/// <param name="broadcasterId">The channel.</param>
/// <param name="time">The clock for timestamps and waits.</param>
public sealed class TwitchSender(HttpClient http, Uri callback, string secret, string broadcasterId, TimeProvider time)
{
    /// <summary>Tries of one message, the first included.</summary>
    public const int MaxAttempts = 4;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks whether the subscription is wanted. True where the answer is the challenge and nothing else.</summary>
    public async Task<bool> VerifyAsync(string type, string challenge, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(TwitchHeaders.Verification, $"verify-{challenge}", new { challenge, subscription = Subscription(type, "webhook_callback_verification_pending") }, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK && await response.Content.ReadAsStringAsync(cancellationToken) == challenge;
    }

    /// <summary>Sends an event; tries again, with the same message id, while the answer is 429 or 5xx. The last answer.</summary>
    /// <param name="type">Such as "channel.follow".</param>
    /// <param name="messageId">Unique to the event.</param>
    /// <param name="fields">The event's fields but the broadcaster's.</param>
    /// <param name="cancellationToken">Ends the tries.</param>
    public async Task<HttpResponseMessage> SendAsync(string type, string messageId, object fields, CancellationToken cancellationToken)
    {
        var payload = new { subscription = Subscription(type, "enabled"), @event = WithBroadcaster(fields) };
        for (var attempt = 1; ; attempt++)
        {
            var response = await PostAsync(TwitchHeaders.Notification, messageId, payload, cancellationToken);
            if (attempt == MaxAttempts || !(response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500))
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(FirstRetry * (1 << (attempt - 1)), time, cancellationToken);
        }
    }

    /// <summary>Tells that a subscription has ended.</summary>
    public Task<HttpResponseMessage> RevokeAsync(string type, string status, CancellationToken cancellationToken) =>
        PostAsync(TwitchHeaders.Revocation, $"revoke-{type}", new { subscription = Subscription(type, status) }, cancellationToken);

    private object Subscription(string type, string status) =>
        new { id = "f1c2a387-161a-49f9-a165-0f21d7a4e1c4", status, type, version = "1", cost = 0, condition = new { broadcaster_user_id = broadcasterId } };

    private Dictionary<string, object?> WithBroadcaster(object fields)
    {
        var all = JsonSerializer.SerializeToElement(fields).EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value);
        all["broadcaster_user_id"] = broadcasterId;
        all["broadcaster_user_login"] = "hostess";
        all["broadcaster_user_name"] = "Hostess";
        return all;
    }

    private async Task<HttpResponseMessage> PostAsync(string messageType, string messageId, object payload, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(payload);
        var timestamp = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, callback) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(TwitchHeaders.MessageId, messageId);
        request.Headers.Add(TwitchHeaders.MessageType, messageType);
        request.Headers.Add(TwitchHeaders.Timestamp, timestamp);
        request.Headers.Add(TwitchHeaders.Signature, TwitchSignature.Sign(secret, messageId, timestamp, body));
        return await http.SendAsync(request, cancellationToken);
    }
}
