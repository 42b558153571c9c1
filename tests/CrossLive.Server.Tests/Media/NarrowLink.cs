using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CrossLive.Server.Tests.Media;

/// <summary>A way to a platform that carries so many bytes a second and holds little: what it does not carry waits at the sender.</summary>
internal sealed class NarrowLink : IAsyncDisposable
{
    private const int HeldBytes = 4_096, PieceBytes = 1_024;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _platformPort;
    private readonly Task _running;
    private volatile int _bytesPerSecond = int.MaxValue;

    public NarrowLink(int platformPort)
    {
        _platformPort = platformPort;
        _listener.Server.ReceiveBufferSize = HeldBytes;
        _listener.Start();
        _running = RunAsync();
    }

    /// <summary>How much it carries from now on.</summary>
    public int BytesPerSecond
    {
        set => _bytesPerSecond = value;
    }

    /// <summary>The platform's address by this way.</summary>
    public string Through(string address) => address.Replace(
        string.Create(CultureInfo.InvariantCulture, $":{_platformPort}/"),
        string.Create(CultureInfo.InvariantCulture, $":{((IPEndPoint)_listener.LocalEndpoint).Port}/"),
        StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        var ways = new List<Task>();
        try
        {
            while (true)
            {
                ways.Add(CarryAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(ways);
        }
    }

    private async Task CarryAsync(Socket sender)
    {
        using var platform = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (sender)
        {
            try
            {
                await platform.ConnectAsync(IPAddress.Loopback, _platformPort, _ending.Token);
                await Task.WhenAny(ForwardAsync(sender, platform, isNarrow: true), ForwardAsync(platform, sender, isNarrow: false));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                // One of both has ended.
            }
        }
    }

    private async Task ForwardAsync(Socket from, Socket to, bool isNarrow)
    {
        using var timer = new PeriodicTimer(Step);
        var buffer = new byte[PieceBytes];
        var allowed = 0.0;
        try
        {
            while (true)
            {
                var perSecond = _bytesPerSecond;
                if (isNarrow && perSecond < int.MaxValue)
                {
                    await timer.WaitForNextTickAsync(_ending.Token);
                    allowed = Math.Min(PieceBytes, allowed + (perSecond * Step.TotalSeconds));
                }
                else
                {
                    allowed = PieceBytes;
                }

                if (allowed >= 1)
                {
                    var count = await from.ReceiveAsync(buffer.AsMemory(0, (int)allowed), SocketFlags.None, _ending.Token);
                    if (count == 0)
                    {
                        return;
                    }

                    allowed -= count;
                    await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, _ending.Token);
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It has ended.
        }
    }
}
