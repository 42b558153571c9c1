using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CrossLive.Platforms.Sending;
using CrossLive.Platforms.StandardWebhooks;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Generic;

/// <summary>
/// Says something through a bridge of the operator's: a CloudEvent in structured mode, signed with the newest secret of the connection the Standard Webhooks way.
/// The bridge says it on its platform, and where it sees it there it sends it back as a <see cref="GenericEventType.Chat"/> with <see cref="AnnouncementId"/>.
/// A message has one id on every try; a bridge says an id once.
/// </summary>
public sealed class GenericSender(HttpClient http, TimeProvider time) : IPlatformSender
{
    /// <summary>The type of what is sent.</summary>
    public const string EventType = "crosslive.announcement";

    /// <summary>The field of a chat message that says: this is the announcement of ours with this id.</summary>
    public const string AnnouncementId = "announcementId";

    /// <inheritdoc/>
    public bool IsRepeatable => true;

    /// <summary>The key of an announcement that comes back.</summary>
    public static CommandKey KeyForAnnouncement(string platform, string id) => CommandKey.For($"{platform}!announcement", id);

    /// <inheritdoc/>
    public string? SenderIdOf(PlatformConnection connection) => null;

    /// <inheritdoc/>
    public CommandKey? ReturnKeyOf(OutboundMessage message) => KeyForAnnouncement(message.Platform, message.Id);

    /// <inheritdoc/>
    public Task WarmAsync(PlatformConnection connection, CancellationToken cancellationToken) =>
        SendCall.WarmAsync(http, new Uri(connection.Settings[GenericConnection.SendTo]), cancellationToken);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(PlatformConnection connection, OutboundMessage message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            specversion = "1.0",
            id = message.Id,
            source = $"/rooms/{message.Room}",
            type = EventType,
            time = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            datacontenttype = "application/json",
            data = new
            {
                announcementId = message.Id,
                kind = message.Kind,
                text = message.Text,
                sale = message.SaleId,
                opensAtUnixMs = message.OpensAtUnixMs,
                showAtUnixMs = message.ShowAtUnixMs,
                link = connection.Settings[SendingSettings.SaleLink],
                language = SendingSettings.LanguageOf(connection),
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, connection.Settings[GenericConnection.SendTo]) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/cloudevents+json; charset=utf-8");
        request.Headers.Add(WebhookSigner.IdHeader, message.Id);
        request.Headers.Add(WebhookSigner.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSigner.SignatureHeader, WebhookSigner.Sign(connection.Secrets[0], message.Id, now, body));
        return await SendCall.RunAsync(http, "The bridge", time, request, _ => new SendResult(SendOutcome.Sent, message.Id, ReturnKeyOf(message)), cancellationToken);
    }
}
