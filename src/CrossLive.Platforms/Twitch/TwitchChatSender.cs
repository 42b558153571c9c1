using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CrossLive.Platforms.Sending;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Twitch;

/// <summary>
/// Says something in a Twitch chat: Helix, "Send Chat Message". A message that was taken may still not be shown (<c>is_sent</c> false with a reason). There is no
/// idempotency key: what got no clear answer is not sent again.
/// </summary>
public sealed class TwitchChatSender(HttpClient http, TimeProvider time) : IPlatformSender
{
    /// <summary>The header that names the application.</summary>
    public const string ClientIdHeader = "Client-Id";

    private const int MaxReasonLength = 500;

    /// <inheritdoc/>
    public bool IsRepeatable => false;

    /// <inheritdoc/>
    public string? SenderIdOf(PlatformConnection connection) => connection.Settings.GetValueOrDefault(TwitchDeclaration.SenderId);

    /// <inheritdoc/>
    public CommandKey? ReturnKeyOf(OutboundMessage message) => null;

    /// <inheritdoc/>
    public Task WarmAsync(PlatformConnection connection, CancellationToken cancellationToken) => SendCall.WarmAsync(http, AddressOf(connection), cancellationToken);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(PlatformConnection connection, OutboundMessage message, CancellationToken cancellationToken)
    {
        var settings = connection.Settings;
        var broadcaster = settings[TwitchDeclaration.BroadcasterId];
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(connection))
        {
            Content = JsonContent.Create(new Dictionary<string, string>
            {
                ["broadcaster_id"] = broadcaster,
                ["sender_id"] = settings[TwitchDeclaration.SenderId],
                ["message"] = message.Text,
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings[TwitchDeclaration.AccessToken]);
        request.Headers.Add(ClientIdHeader, settings[TwitchDeclaration.ClientId]);
        return await SendCall.RunAsync(http, "Twitch", time, request, body => Read(broadcaster, body), cancellationToken);
    }

    private static Uri AddressOf(PlatformConnection connection) =>
        new(new Uri(connection.Settings.GetValueOrDefault(TwitchDeclaration.BaseAddress, TwitchDeclaration.DefaultBaseAddress).TrimEnd('/') + "/"), "helix/chat/messages");

    private static SendResult Read(string broadcaster, byte[] body)
    {
        using var document = PayloadObject.ParseDocument(body);
        var sent = new PayloadObject(new PayloadObject(document.RootElement, "").Elements("data") is [var first, ..] ? first : default(JsonElement), "data");
        if (!sent.Flag("is_sent"))
        {
            var reason = sent.OptionalObject("drop_reason");
            return new SendResult(SendOutcome.Dropped, Detail: $"Twitch does not show it: {reason?.OptionalText("code", MaxReasonLength)} {reason?.OptionalText("message", MaxReasonLength)}".TrimEnd());
        }

        var id = sent.Id("message_id", CommandKey.MaxIdLength);
        return new SendResult(SendOutcome.Sent, id, TwitchEventParser.KeyForMessage(broadcaster, id));
    }
}
