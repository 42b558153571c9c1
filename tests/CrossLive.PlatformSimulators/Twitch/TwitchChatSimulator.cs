using System.Text.Json;
using CrossLive.PlatformSimulators.Chats;
using CrossLive.Platforms.Twitch;
using Microsoft.AspNetCore.Http;

namespace CrossLive.PlatformSimulators.Twitch;

/// <summary>Twitch's side of "Send Chat Message". What it shows comes back as the webhook channel.chat.message, where <see cref="Webhooks"/> says whereto.</summary>
public sealed class TwitchChatSimulator : SimulatedChat
{
    private readonly string _clientId;
    private readonly string _token;
    private readonly string _senderId;
    private int _next;
    private string? _dropCode;

    private TwitchChatSimulator(string clientId, string token, string senderId, int port, TimeProvider time)
        : base("/helix/chat/messages", port, time) => (_clientId, _token, _senderId) = (clientId, token, senderId);

    /// <summary>Sends the webhooks; null: nothing comes back.</summary>
    public TwitchSender? Webhooks { get; set; }

    /// <summary>Starts one.</summary>
    public static async Task<TwitchChatSimulator> StartAsync(string clientId, string token, string senderId, TimeProvider time, int port = 0)
    {
        var simulator = new TwitchChatSimulator(clientId, token, senderId, port, time);
        await simulator.StartAsync();
        return simulator;
    }

    /// <summary>Takes the next message and does not show it.</summary>
    public void DropNext(string code) => _dropCode = code;

    /// <inheritdoc/>
    protected override async Task<IResult> TakeAsync(HttpRequest request)
    {
        if (request.Headers.Authorization != $"Bearer {_token}" || request.Headers[TwitchChatSender.ClientIdHeader] != _clientId)
        {
            return Results.Json(new { error = "Unauthorized", status = 401, message = "Invalid OAuth token" }, statusCode: 401);
        }

        using var body = await JsonDocument.ParseAsync(request.Body);
        var text = body.RootElement.GetProperty("message").GetString()!;
        if (text.Length > 500 || body.RootElement.GetProperty("sender_id").GetString() != _senderId)
        {
            return Results.Json(new { error = "Unprocessable Entity", status = 422, message = "The message is too large." }, statusCode: 422);
        }

        if (Interlocked.Exchange(ref _dropCode, null) is { } code)
        {
            return Results.Json(new { data = new[] { new { message_id = "", is_sent = false, drop_reason = new { code, message = "Your message is being checked by mods." } } } });
        }

        var id = $"sent-{Interlocked.Increment(ref _next)}";
        ShowLater(id, text);
        return Results.Json(new { data = new[] { new { message_id = id, is_sent = true } } });
    }

    /// <inheritdoc/>
    protected override async Task ReturnAsync(ShownMessage message, CancellationToken cancellationToken)
    {
        if (Webhooks is not null)
        {
            using var answer = await Webhooks.SendAsync(
                "channel.chat.message",
                "webhook-" + message.Id,
                new { chatter_user_id = _senderId, chatter_user_login = "host", chatter_user_name = "Host", message_id = message.Id, message = new { text = message.Text, fragments = Array.Empty<object>() } },
                cancellationToken);
        }
    }
}
