using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossLive.Platforms;
using CrossLive.Platforms.Generic;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Load;

/// <summary>
/// A platform that pushes batch after batch of signed CloudEvents over HTTP, and the same one again until it is answered 202: what webhook senders do.
/// </summary>
internal sealed class PlatformSender(string source, string room, string secret, IReadOnlyList<Uri> servers, Acknowledgements acknowledged) : IDisposable
{
    private const int RosesPerGift = 2;
    private const int LikesPerEvent = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly PlatformDeclaration Declaration = PlatformCatalog.Find(SignedDelivery.Platform)!;
    private static readonly string[] Types = [GenericEventType.Chat, GenericEventType.Gift, GenericEventType.Like, GenericEventType.Chat, GenericEventType.Follow];
    private readonly HttpClient _http = new() { Timeout = Hub.Patience };
    private int _server;

    /// <summary>Sends until it is told to stop, and then until the batch under way is taken, or until it is told that no answer will come.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{source}-{number}");
            var batch = BatchOf(id);
            while (!await TrySendAsync(id, batch, abandon) && !abandon.IsCancellationRequested)
            {
                _server = (_server + 1) % servers.Count;
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<bool> TrySendAsync(string id, byte[] batch, CancellationToken abandon)
    {
        try
        {
            using var request = SignedDelivery.Of(servers[_server], room, secret, id, batch);
            using var response = await _http.SendAsync(request, abandon);
            var body = await response.Content.ReadAsStringAsync(abandon);
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                NoteReceipt(body);
                return true;
            }

            if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
            {
                acknowledged.NoteWrong($"{source}: batch {id} was answered {(int)response.StatusCode}: {body}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server is gone: the same batch goes to the next one.
        }

        return false;
    }

    private void NoteReceipt(string body)
    {
        using var receipt = JsonDocument.Parse(body);
        foreach (var e in receipt.RootElement.GetProperty("events").EnumerateArray())
        {
            var id = e.GetProperty("id").GetString()!;
            if (!e.TryGetProperty("position", out var position))
            {
                acknowledged.NoteWrong($"{source}: event {id} was refused: {e}");
                continue;
            }

            var type = Types[id[^1] - '0'];
            acknowledged.Note(
                GenericEvent.KeyFor(Declaration, source, id),
                new Position(position.GetProperty("epoch").GetInt64(), position.GetProperty("sequence").GetInt64()),
                likes: type == GenericEventType.Like ? LikesPerEvent : 0,
                roses: type == GenericEventType.Gift ? RosesPerGift : 0);
        }
    }

    // The last digit of an event's id says its type.
    private byte[] BatchOf(string id) => JsonSerializer.SerializeToUtf8Bytes(Types.Select((type, digit) => new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = $"{id}-{digit}",
        ["source"] = source,
        ["type"] = type,
        ["datacontenttype"] = "application/json",
        ["data"] = DataOf(type, $"{id}-{digit}"),
    }));

    private static JsonObject DataOf(string type, string id)
    {
        var data = type == GenericEventType.Like ? [] : new JsonObject { ["user"] = new JsonObject { ["id"] = "fan", ["name"] = "Fan 粉丝" } };
        switch (type)
        {
            case GenericEventType.Chat:
                data["text"] = $"from afar {id}";
                break;
            case GenericEventType.Like:
                data["count"] = LikesPerEvent;
                break;
            case GenericEventType.Gift:
                (data["giftId"], data["quantity"]) = ("rose", RosesPerGift);
                data["unitPrice"] = new JsonObject { ["minorUnits"] = ServerSettings.RoseMinorUnits, ["currency"] = "CNY" };
                break;
        }

        return data;
    }
}
