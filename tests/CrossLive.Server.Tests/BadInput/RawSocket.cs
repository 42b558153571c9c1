using System.Net.WebSockets;
using System.Text;
using CrossLive.Protocol;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>A WebSocket on the hub's address with a good token and nothing of SignalR's.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(Hub.Patience);

    private RawSocket()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<RawSocket> ConnectAsync(LiveServer server)
    {
        var socket = new RawSocket();
        var address = new UriBuilder(new Uri(server.Address, HubMethods.Path)) { Scheme = "ws", Query = "access_token=" + Uri.EscapeDataString(server.NewViewer()) };
        await socket._socket.ConnectAsync(address.Uri, socket._patience.Token);
        return socket;
    }

    /// <summary>Sends a text message.</summary>
    public Task SendTextAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, _patience.Token);

    /// <summary>Sends a binary message.</summary>
    public Task SendBinaryAsync(byte[] message) => _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, _patience.Token);

    /// <summary>Sends a part of a text message.</summary>
    public Task SendPartAsync(byte[] part, bool isLast) => _socket.SendAsync(part, WebSocketMessageType.Text, isLast, _patience.Token);

    /// <summary>Reads until the server closes, and gives all that it said.</summary>
    public Task<string> ReadToEndAsync() => ReadUntilAsync("\uffff");

    /// <summary>Reads until the server has said something or closes, and gives all that it said.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var said = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!said.ToString().Contains(end, StringComparison.Ordinal))
        {
            var received = await _socket.ReceiveAsync(buffer, _patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            said.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        return said.ToString();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }
}
