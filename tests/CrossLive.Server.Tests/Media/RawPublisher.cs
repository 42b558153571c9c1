using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CrossLive.Server.Tests.Media;

/// <summary>A publisher whose bytes the test writes.</summary>
internal sealed class RawPublisher : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] SequenceHeader = Convert.FromHexString("17000000000142c015ffe100176742c015da05067e7c0440000003004000001e03c58ba801000468ce0fc8");

    private readonly TcpClient _client = new();

    private RawPublisher()
    {
    }

    /// <summary>C0, C1 and C2, with nothing in them.</summary>
    public static byte[] Handshake { get; } = [3, .. new byte[1536 + 1536]];

    /// <summary>Whether the server said that it publishes.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>Connects and asks to publish with a key; waits for the answer.</summary>
    public static async Task<RawPublisher> ConnectAsync(int port, string key)
    {
        var publisher = new RawPublisher();
        await publisher._client.ConnectAsync(IPAddress.Loopback, port);
        await publisher.WriteAsync(
        [
            .. Handshake,
            .. Message(3, 20, 0, 0, [.. Text("connect"), .. Number(1), 3, .. Name("app"), .. Text("live"), 0, 0, 9]),
            .. Message(3, 20, 0, 0, [.. Text("createStream"), .. Number(2), 5]),
            .. Message(3, 20, 1, 0, [.. Text("publish"), .. Number(3), 5, .. Text(key), .. Text("live")]),
        ]);
        publisher.IsAccepted = await publisher.ReadAnswerAsync();
        return publisher;
    }

    /// <summary>A sequence header and one keyframe that shows nothing.</summary>
    public Task SendKeyframeAsync() => WriteAsync([.. Message(6, 9, 1, 0, SequenceHeader), .. Message(6, 9, 1, 0, [0x17, 1, 0, 0, 0, .. new byte[100]])]);

    /// <summary>All tags of an FLV file, at the times that stand in it.</summary>
    public async Task SendFileAsync(byte[] flv)
    {
        for (var at = 13; at < flv.Length;)
        {
            var length = (flv[at + 1] << 16) | (flv[at + 2] << 8) | flv[at + 3];
            var time = (uint)((flv[at + 4] << 16) | (flv[at + 5] << 8) | flv[at + 6]);
            if (flv[at] is 8 or 9)
            {
                await WriteAsync(Message(6, flv[at], 1, time, flv.AsSpan(at + 11, length)));
            }

            at += 11 + length + 4;
        }
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public static async Task ReadToEndAsync(TcpClient client)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            while (await client.GetStream().ReadAsync(new byte[4_096], timeout.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(byte[] bytes)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _client.GetStream().WriteAsync(bytes, timeout.Token);
    }

    private async Task<bool> ReadAnswerAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[4_096];
        while (true)
        {
            var count = await _client.GetStream().ReadAsync(buffer, timeout.Token);
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            var said = text.ToString();
            if (said.Contains("NetStream.Publish.Start", StringComparison.Ordinal))
            {
                return true;
            }

            if (count == 0 || said.Contains("NetStream.Publish.BadName", StringComparison.Ordinal))
            {
                return false;
            }
        }
    }

    // One chunk of the first kind and as many of the last kind as it takes, 128 bytes each.
    private static byte[] Message(int chunkStream, byte type, uint stream, uint timestampMs, ReadOnlySpan<byte> payload)
    {
        using var bytes = new MemoryStream();
        var head = new byte[12];
        head[0] = (byte)chunkStream;
        Put24(head.AsSpan(1), timestampMs);
        Put24(head.AsSpan(4), (uint)payload.Length);
        head[7] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), stream);
        bytes.Write(head);
        for (var at = 0; at < payload.Length; at += 128)
        {
            if (at > 0)
            {
                bytes.WriteByte((byte)(0xC0 | chunkStream));
            }

            bytes.Write(payload[at..Math.Min(at + 128, payload.Length)]);
        }

        return bytes.ToArray();
    }

    private static void Put24(Span<byte> output, uint value) => (output[0], output[1], output[2]) = ((byte)(value >> 16), (byte)(value >> 8), (byte)value);

    private static byte[] Text(string text) => [2, .. Name(text)];

    private static byte[] Name(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Number(double value)
    {
        var bytes = new byte[9];
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
        return bytes;
    }
}
