using System.Net;
using System.Net.Sockets;

namespace CrossLive.Client.Tests;

/// <summary>Stands between client and server and cuts each connection after so many bytes from the server, wherever in a frame that is.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Func<int, int> _bytesOf;
    private readonly Task _accepting;

    /// <summary><paramref name="bytesOf"/>: how many bytes the connection of this number (from 1) may carry to the client.</summary>
    public CuttingProxy(int serverPort, Func<int, int> bytesOf)
    {
        (_serverPort, _bytesOf) = (serverPort, bytesOf);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                carrying.Add(CarryAsync(client, _bytesOf(++Connections)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient client, int bytes)
    {
        using var server = new TcpClient();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, over.Token);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), int.MaxValue, over.Token),
                    CopyAsync(server.GetStream(), client.GetStream(), bytes, over.Token));
                await over.CancelAsync();
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // Either end has gone.
            }
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, int bytes, CancellationToken over)
    {
        var buffer = new byte[4096];
        try
        {
            while (bytes > 0 && await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, bytes)), over) is > 0 and var read)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), over);
                bytes -= read;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end has gone.
        }
    }
}
