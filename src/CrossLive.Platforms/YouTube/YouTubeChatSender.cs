using System.Net.Http.Headers;
using System.Net.Http.Json;
using CrossLive.Platforms.Sending;
using CrossLive.Rooms;

namespace CrossLive.Platforms.YouTube;

/// <summary>Says something in a YouTube live chat: liveChatMessages.insert, with the OAuth token of the channel. With a token that is not taken nothing was said, so it is sent once more with a renewed one; what got no clear answer is not sent again.</summary>
public sealed class YouTubeChatSender(HttpClient http, YouTubeTokens tokens, TimeProvider time) : IPlatformSender
{
    /// <inheritdoc/>
    public bool IsRepeatable => false;

    /// <inheritdoc/>
    public string? SenderIdOf(PlatformConnection connection) => connection.Settings.GetValueOrDefault(YouTubeDeclaration.ChannelId);

    /// <inheritdoc/>
    public CommandKey? ReturnKeyOf(OutboundMessage message) => null;

    /// <inheritdoc/>
    public async Task WarmAsync(PlatformConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await tokens.GetAsync(connection, cancellationToken);
        }
        catch (YouTubeException)
        {
            // The message says so.
        }

        await SendCall.WarmAsync(http, MessagesAt(YouTubeChatAddress.From(connection)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(PlatformConnection connection, OutboundMessage message, CancellationToken cancellationToken)
    {
        try
        {
            if (await tokens.GetAsync(connection, cancellationToken) is not { } token)
            {
                return new SendResult(SendOutcome.Refused, Detail: $"The connection has no '{YouTubeDeclaration.AccessToken}'.");
            }

            var result = await SendAsync(connection, token, message, cancellationToken);
            return result.IsTokenRefused && await tokens.ReplaceAsync(connection, token, cancellationToken) is { } another
                ? await SendAsync(connection, another, message, cancellationToken)
                : result;
        }
        catch (YouTubeException failure)
        {
            return new SendResult(failure.Kind == YouTubeFailureKind.TokenNotRenewed ? SendOutcome.Refused : SendOutcome.Unavailable, Detail: failure.Message);
        }
    }

    private async Task<SendResult> SendAsync(PlatformConnection connection, string token, OutboundMessage message, CancellationToken cancellationToken)
    {
        var address = YouTubeChatAddress.From(connection);
        using var request = new HttpRequestMessage(HttpMethod.Post, MessagesAt(address))
        {
            Content = JsonContent.Create(new
            {
                snippet = new { liveChatId = address.LiveChatId, type = "textMessageEvent", textMessageDetails = new { messageText = message.Text } },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await SendCall.RunAsync(http, "YouTube", time, request, body => Read(address.LiveChatId, body), cancellationToken);
    }

    private static Uri MessagesAt(YouTubeChatAddress address) => new(address.BaseAddress, "youtube/v3/liveChat/messages?part=snippet");

    private static SendResult Read(string liveChatId, byte[] body)
    {
        using var document = PayloadObject.ParseDocument(body);
        var id = new PayloadObject(document.RootElement, "").Id("id", CommandKey.MaxIdLength);
        return new SendResult(SendOutcome.Sent, id, YouTubePageParser.KeyForMessage(liveChatId, id));
    }
}
