using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace CrossLive.Browser.Tests;

/// <summary>A way to the server that is as long as one says, and not as long up as down. Bytes keep their order; nothing is lost.</summary>
internal sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly TimeSpan _up;
    private readonly TimeSpan _down;
    private readonly Task _accepting;

    /// <summary>Begins to take connections.</summary>
    /// <param name="server">Where they lead.</param>
    /// <param name="up">What each byte to the server waits.</param>
    /// <param name="down">What each byte from the server waits.</param>
    public DelayingProxy(Uri server, TimeSpan up, TimeSpan down)
    {
        (_serverPort, _up, _down) = (server.Port, up, down);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address, for a browser on this machine.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <inheritdoc/>
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
                carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, over.Token);
                await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream(), _up, over.Token), CopyAsync(server.GetStream(), client.GetStream(), _down, over.Token));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // Either end has gone.
            }

            await over.CancelAsync();
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, TimeSpan delay, CancellationToken over)
    {
        var onTheWay = Channel.CreateUnbounded<(long DueAt, byte[] Bytes)>();
        var arriving = ArriveAsync(onTheWay.Reader, to, over);
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, over) is > 0 and var read)
            {
                var dueAt = TimeProvider.System.GetTimestamp() + (long)(delay.TotalSeconds * TimeProvider.System.TimestampFrequency);
                onTheWay.Writer.TryWrite((dueAt, buffer[..read]));
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end has gone.
        }

        onTheWay.Writer.Complete();
        await arriving;
    }

    private static async Task ArriveAsync(ChannelReader<(long DueAt, byte[] Bytes)> onTheWay, NetworkStream to, CancellationToken over)
    {
        try
        {
            await foreach (var (dueAt, bytes) in onTheWay.ReadAllAsync(over))
            {
                var wait = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), dueAt);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, over);
                }

                await to.WriteAsync(bytes, over);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either end has gone.
        }
    }
}
