using System.Net;
using System.Net.Sockets;
using System.Text;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Tests;

/// <summary>A server whose bytes a test writes itself, for a swarm of one viewer that is shown whatever comes.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _socket;

    /// <summary>Listens.</summary>
    public ScriptedServer() => _listener.Start();

    /// <summary>A swarm of one.</summary>
    public SwarmPlan Plan => new()
    {
        Viewers = 1,
        Servers = [new SwarmServer((IPEndPoint)_listener.LocalEndpoint, "localhost")],
        Target = _ => "/",
        Dialects = [() => new ReadyMadeFrames()],
    };

    /// <summary>A frame with one event.</summary>
    public static byte[] Payload(long sequence) =>
        Encoding.UTF8.GetBytes($$$"""{"type":1,"target":"events","arguments":[{"e":1,"v":[{"t":"chat","s":{{{sequence}}},"m":"due:1 x"}]}]}""" + "\u001e");

    /// <summary>Takes the viewer's connection and answers its upgrade.</summary>
    public async Task AcceptAsync()
    {
        _socket = await _listener.AcceptSocketAsync();
        _socket.NoDelay = true;
        var request = new byte[4096];
        var read = await _socket.ReceiveAsync(request);
        Encoding.ASCII.GetString(request, 0, read).ShouldContain("Upgrade: websocket");
        await SendAsync("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"u8.ToArray());
    }

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _socket!.SendAsync(bytes);

    /// <summary>Reads so many bytes.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        using var stream = new NetworkStream(_socket!);
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        _listener.Dispose();
    }
}
