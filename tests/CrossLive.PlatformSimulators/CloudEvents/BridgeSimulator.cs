using System.Text.Json;
using CloudNative.CloudEvents.Http;
using CloudNative.CloudEvents;
using CrossLive.PlatformSimulators.Chats;
using CrossLive.Platforms;
using CrossLive.Platforms.StandardWebhooks;
using Microsoft.AspNetCore.Http;

namespace CrossLive.PlatformSimulators.CloudEvents;

/// <summary>A bridge that takes announcements at /say, says each id once on its platform, and sends what it sees there back, where <see cref="Events"/> says whereto.</summary>
public sealed class BridgeSimulator : SimulatedChat
{
    private readonly string _secret;
    private readonly HashSet<string> _known = [];

    private BridgeSimulator(string secret, int port, TimeProvider time)
        : base("/say", port, time) => _secret = secret;

    /// <summary>Sends the events; null: nothing comes back.</summary>
    public CloudEventSender? Events { get; set; }

    /// <summary>Where it takes announcements.</summary>
    public Uri SayAddress => new(BaseAddress, "say");

    /// <summary>Starts one.</summary>
    public static async Task<BridgeSimulator> StartAsync(string secret, TimeProvider time, int port = 0)
    {
        var simulator = new BridgeSimulator(secret, port, time);
        await simulator.StartAsync();
        return simulator;
    }

    /// <inheritdoc/>
    protected override async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        var headers = request.Headers;
        var check = WebhookVerifier.Verify(
            [_secret], headers[WebhookSigner.IdHeader], headers[WebhookSigner.TimestampHeader], headers[WebhookSigner.SignatureHeader], buffer.ToArray(), Time.GetUtcNow());
        if (check != SignatureCheck.Valid)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        using var body = JsonDocument.Parse(buffer.ToArray());
        var id = body.RootElement.GetProperty("id").GetString()!;
        lock (_known)
        {
            if (!_known.Add(id))
            {
                return Results.StatusCode(StatusCodes.Status202Accepted);
            }
        }

        ShowLater(id, body.RootElement.GetProperty("data").GetProperty("text").GetString()!);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <inheritdoc/>
    protected override async Task ReturnAsync(ShownMessage message, CancellationToken cancellationToken)
    {
        if (Events is not null)
        {
            var seen = Events.Event("crosslive.chat", "seen-" + message.Id, new { user = new { id = "host", name = "Host" }, text = message.Text, announcementId = message.Id });
            using var answer = await Events.SendAsync(seen, ContentMode.Structured, cancellationToken);
        }
    }
}
