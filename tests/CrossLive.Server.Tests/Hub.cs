using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests;

/// <summary>Connections to the room hub, by SignalR's own client.</summary>
internal static class Hub
{
    /// <summary>How long an answer may take before the test gives up on the connection: longer than the gateway's own patience with a room that moves.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A connection that is not started. It does not come back by itself.</summary>
    public static HubConnection Build(Uri server, string token, WireProtocol protocol)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(server, HubMethods.Path), HttpTransportType.WebSockets, options =>
            {
                options.SkipNegotiation = true;
                options.AccessTokenProvider = () => Task.FromResult<string?>(token);
            })
            .AddCrossLiveProtocol(protocol)
            .Build();
        connection.ServerTimeout = Patience;
        return connection;
    }

    /// <summary>A connection that stands and is in the room.</summary>
    public static async Task<HubConnection> JoinAsync(Uri server, string token, string room, WireProtocol protocol = WireProtocol.Json)
    {
        var connection = await ConnectAsync(server, token, protocol);
        var reply = await connection.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(room)).WaitAsync(Patience);
        reply.Ok.ShouldBeTrue(reply.ToString());
        return connection;
    }

    /// <summary>A connection that stands.</summary>
    public static async Task<HubConnection> ConnectAsync(Uri server, string token, WireProtocol protocol = WireProtocol.Json)
    {
        var connection = Build(server, token, protocol);
        await connection.StartAsync().WaitAsync(Patience);
        return connection;
    }

    /// <summary>Sends a command and awaits its answer.</summary>
    public static Task<CommandReply> SendAsync(this HubConnection connection, string method, object call) =>
        connection.InvokeAsync<CommandReply>(method, call).WaitAsync(Patience);
}
