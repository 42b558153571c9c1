using System.Net;
using System.Net.WebSockets;
using System.Text;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>WebSockets as streams of an HTTP/2 connection: many share one socket, so none is written to directly.</summary>
[Collection(nameof(ServerPath.Tls))]
public sealed class Http2Tests(TlsServer shared)
{
    private const string Room = "http-2";

    private readonly HubServer _server = shared.Server;

    [Fact]
    public async Task Websockets_that_share_a_connection_are_served_by_the_standard_path()
    {
        var room = await _server.OpenAsync(Room);
        using var handler = HubServer.CreateHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var first = await ConnectAsync(invoker, "a");
        using var second = await ConnectAsync(invoker, "b");

        await room.ExecuteAsync([new RoomCommand(new Person("twitch", "t1", "Tom"), new PostChat("over HTTP/2"))]);

        foreach (var client in new[] { first, second })
        {
            first.HttpStatusCode.ShouldBe(HttpStatusCode.OK);
            await ReadUntilAsync(client, "over HTTP/2").WaitAsync(Eventually.Patience);
        }

        _server.Direct.Count.ShouldBe(0);
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Eventually.Patience);
        await room.ExecuteAsync([new RoomCommand(new Person("twitch", "t1", "Tom"), new PostChat("to who is left"))]);
        await ReadUntilAsync(second, "to who is left").WaitAsync(Eventually.Patience);
    }

    private async Task<ClientWebSocket> ConnectAsync(HttpMessageInvoker invoker, string person)
    {
        var client = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact, CollectHttpResponseDetails = true } };
        var address = new UriBuilder(_server.WebSocketAddress) { Query = $"access_token={_server.Token(Room, person: person)}" }.Uri;
        await client.ConnectAsync(address, invoker, CancellationToken.None);
        await SendAsync(client, """{"protocol":"json","version":1}""");
        await SendAsync(client, RawClient.JoinCall(Room));
        await ReadUntilAsync(client, "\"ok\":true").WaitAsync(Eventually.Patience);
        return client;
    }

    private static Task SendAsync(ClientWebSocket client, string message) =>
        client.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task ReadUntilAsync(ClientWebSocket client, string text)
    {
        var read = new StringBuilder();
        var buffer = new byte[4_096];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            received.MessageType.ShouldBe(WebSocketMessageType.Text);
            read.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }
}
