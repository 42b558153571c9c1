using System.Net;
using System.Net.Sockets;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>A server's socket and the client that it is connected to, over loopback. The client's receive buffer is small, so that it is soon full.</summary>
internal sealed class TcpPair : IDisposable
{
    private const int ReceiveBufferBytes = 8 * 1024;

    private TcpPair(Socket server, Socket client) => (Server, Client) = (server, client);

    public Socket Server { get; }

    public Socket Client { get; }

    public static async Task<TcpPair> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBufferBytes };
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return new TcpPair(await listener.AcceptSocketAsync(), client);
    }

    /// <summary>Reads so many bytes, in pieces of at most <paramref name="pieceBytes"/>.</summary>
    public async Task<byte[]> ReadAsync(int count, int pieceBytes = 16 * 1024)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var got = await Client.ReceiveAsync(bytes.AsMemory(read, Math.Min(pieceBytes, count - read)));
            read += got > 0 ? got : throw new EndOfStreamException($"The connection ended after {read} bytes of {count}.");
        }

        return bytes;
    }

    /// <summary>Ends the client at once, as a crash does: the server's next write meets a reset.</summary>
    public void Reset()
    {
        Client.LingerState = new LingerOption(enable: true, seconds: 0);
        Client.Close();
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
