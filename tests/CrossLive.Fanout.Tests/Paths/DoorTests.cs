using System.Net;
using System.Net.WebSockets;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>What is refused at the door, and who is shown out.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    [InlineData(ServerPath.Tls)]
    public async Task A_server_that_is_full_says_so_before_a_connection_stands_and_lets_in_who_comes_when_one_has_left(ServerPath path)
    {
        await using var server = await HubServer.StartAsync(path, ("CrossLive:Gateway:MaxConnections", "2"));
        await server.OpenAsync("r");
        var first = await server.ConnectAsync(server.Token("r"));
        await using var second = await server.ConnectAsync(server.Token("r"), transport: HttpTransportType.LongPolling);
        await Eventually.HoldsAsync(() => server.Door.Connections == 2, "two connections");

        await ShouldBeFullAsync(server);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            if (path == ServerPath.Tls || version == HttpVersion.Version11)
            {
                (await StatusOfWebSocketAsync(server, version)).ShouldBe(HttpStatusCode.ServiceUnavailable);
            }
        }

        // Who is inside goes on.
        (await second.JoinAsync("r")).Ok.ShouldBeTrue();
        await first.DisposeAsync();
        await Eventually.HoldsAsync(() => server.Door.Connections == 1, "one connection");
        await using var third = await server.ConnectAsync(server.Token("r"), skipsNegotiation: true);
        (await third.JoinAsync("r")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task More_at_once_than_the_door_takes_are_told_when_to_come_and_let_in_then()
    {
        await using var server = await HubServer.StartAsync(ServerPath.Direct, ("CrossLive:Gateway:ConnectsPerSecond", "3"));
        await server.OpenAsync("r");
        var clients = new List<Gateway.Tests.Hubs.RoomViewer>();
        var refused = 0;

        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    clients.Add(await server.ConnectAsync(server.Token("r"), skipsNegotiation: true));
                }
                catch (WebSocketException)
                {
                    refused++;
                }

                return clients.Count == 8;
            },
            "eight clients to be let in");

        refused.ShouldBeGreaterThan(0);
        foreach (var client in clients)
        {
            (await client.JoinAsync("r")).Ok.ShouldBeTrue();
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(ServerPath.Direct, HttpTransportType.WebSockets)]
    [InlineData(ServerPath.Standard, HttpTransportType.WebSockets)]
    [InlineData(ServerPath.Direct, HttpTransportType.LongPolling)]
    public async Task A_connection_that_joins_no_room_is_told_so_and_ended(ServerPath path, HttpTransportType transport)
    {
        await using var server = await HubServer.StartAsync(path, ("CrossLive:Gateway:JoinWithinMs", "1000"));
        await server.OpenAsync("r");
        await using var joined = await server.ConnectAsync(server.Token("r"), transport: transport);
        (await joined.JoinAsync("r")).Ok.ShouldBeTrue();
        await using var idle = await server.ConnectAsync(server.Token("*"), WireProtocol.MessagePack, transport);
        await using var lost = await server.ConnectAsync(server.Token("*"), WireProtocol.Json, transport);
        (await lost.JoinAsync("nobody-opened-it")).Code.ShouldBe(Rejection.RoomUnknown);

        await Task.WhenAll(idle.Closed, lost.Closed).WaitAsync(Eventually.Patience);

        idle.Bye.ShouldBe(ByeMessage.Of(DisconnectCode.Misuse, 0));
        lost.Bye.ShouldBe(ByeMessage.Of(DisconnectCode.Misuse, 0));
        (await joined.ChatAsync("still here")).Ok.ShouldBeTrue();
        await Eventually.HoldsAsync(() => server.Door.Connections == 1, "their places to be given back");
    }

    private static async Task ShouldBeFullAsync(HubServer server)
    {
        using var http = new HttpClient(HubServer.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, $"{HubMethods.Path}/negotiate?negotiateVersion=1"));
        request.Headers.Authorization = new("Bearer", server.Token("r"));
        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await response.Content.ReadAsStringAsync()).ShouldContain(Rejection.GatewayFull);
    }

    private static async Task<HttpStatusCode> StatusOfWebSocketAsync(HubServer server, Version version)
    {
        using var handler = HubServer.CreateHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var client = new ClientWebSocket { Options = { HttpVersion = version, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact, CollectHttpResponseDetails = true } };
        await Should.ThrowAsync<WebSocketException>(
            () => client.ConnectAsync(new UriBuilder(server.WebSocketAddress) { Query = $"access_token={server.Token("r")}" }.Uri, invoker, CancellationToken.None));
        return client.HttpStatusCode;
    }
}
