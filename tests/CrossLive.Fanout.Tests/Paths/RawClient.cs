using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CrossLive.Protocol;

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>A client that frames its bytes by hand, well or badly, and reads when it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int MaskBytes = 4;
    private const char EndOfMessage = (char)0x1E;

    private readonly byte[] _buffer = new byte[4_096];
    private int _start;
    private int _end;

    private RawClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>A connection that has asked for nothing yet.</summary>
    /// <param name="receiveBufferBytes">What the kernel keeps for a client that does not read; 0 = its default.</param>
    public static async Task<RawClient> OpenAsync(Uri address, int receiveBufferBytes = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = receiveBufferBytes;
        }

        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        return new RawClient(socket);
    }

    /// <summary>A connection that has asked for its upgrade; the answer is still to be read.</summary>
    /// <param name="early">Sent in one piece with the request, before the server has answered.</param>
    /// <param name="receiveBufferBytes">What the kernel keeps for a client that does not read; 0 = its default.</param>
    public static async Task<RawClient> RequestAsync(Uri address, string token, byte[]? early = null, int receiveBufferBytes = 0)
    {
        var client = await OpenAsync(address, receiveBufferBytes);
        await client.RequestAsync(address, token, early);
        return client;
    }

    /// <summary>Asks for the upgrade.</summary>
    public Task RequestAsync(Uri address, string token, byte[]? early = null)
    {
        var request = $"GET {HubMethods.Path}?access_token={token} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        return SendAsync(Encoding.ASCII.GetBytes(request).Concat(early ?? []).ToArray());
    }

    /// <summary>A connection that is upgraded.</summary>
    public static async Task<RawClient> ConnectAsync(Uri address, string token, int receiveBufferBytes = 0)
    {
        var client = await RequestAsync(address, token, early: null, receiveBufferBytes);
        var answer = await client.ReadHeadAsync();
        return answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? client : throw new IOException(answer);
    }

    /// <summary>A connection that is in a room, with the JSON protocol. The answer and what follows is still to be read.</summary>
    public static async Task<RawClient> JoinAsync(Uri address, string token, string room, string position = "", int receiveBufferBytes = 0)
    {
        var client = await ConnectAsync(address, token, receiveBufferBytes);
        await client.SendAsync(HandshakeFrame.Concat(TextFrame(JoinCall(room, position))).ToArray());
        return client;
    }

    /// <summary>The hub's handshake for JSON.</summary>
    public static byte[] HandshakeFrame { get; } = TextFrame("""{"protocol":"json","version":1}""");

    /// <summary>The call that enters a room. <paramref name="position"/> is for example <c>,"e":1,"s":20</c>.</summary>
    public static string JoinCall(string room, string position = "", int id = 1) =>
        $$$"""{"type":1,"invocationId":"{{{id}}}","target":"join","arguments":[{"r":"{{{room}}}"{{{position}}}}]}""";

    /// <summary>One hub message as a whole frame of a client.</summary>
    public static byte[] TextFrame(string message) => Frame(0x1, Encoding.UTF8.GetBytes(message + EndOfMessage));

    /// <summary>A frame as a client sends it, or as one that breaks the rules does.</summary>
    /// <param name="opcode">0 to 15.</param>
    /// <param name="payload">The bytes before masking.</param>
    /// <param name="isFinal">False where more of the message follows.</param>
    /// <param name="isMasked">False breaks the rule that clients mask.</param>
    /// <param name="reserved">0 to 7; anything but 0 breaks the rules.</param>
    /// <param name="claimedBytes">Says another length than the payload's.</param>
    public static byte[] Frame(int opcode, byte[] payload, bool isFinal = true, bool isMasked = true, int reserved = 0, ulong? claimedBytes = null)
    {
        var length = claimedBytes ?? (ulong)payload.Length;
        var frame = new List<byte>(payload.Length + 14) { (byte)((isFinal ? Final : 0) | (reserved << 4) | opcode) };
        AddLength(frame, length, isMasked ? Masked : (byte)0);
        byte[] mask = isMasked ? [0x5A, 0xC3, 0x01, 0xFE] : [0, 0, 0, 0];
        frame.AddRange(isMasked ? mask : []);
        frame.AddRange(payload.Select((b, i) => (byte)(b ^ mask[i % MaskBytes])));
        return [.. frame];
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await Socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    /// <summary>The answer to the request, up to its blank line.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        string line;
        do
        {
            line = await ReadLineAsync();
            head.Append(line).Append("\r\n");
        }
        while (line.Length > 0);

        return head.ToString();
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (line.Length < 2 || line[^1] != '\n')
        {
            line.Append((char)(await ReadBytesAsync(1))[0]);
        }

        return line.ToString(0, line.Length - 2);
    }

    /// <summary>The answer's body, as its head says: of a length, or in chunks.</summary>
    public async Task<string> ReadBodyAsync(string head)
    {
        const string Length = "Content-Length: ";
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            return Encoding.UTF8.GetString(await ReadBytesAsync(int.Parse(head[(at + Length.Length)..head.IndexOf('\r', at)], CultureInfo.InvariantCulture)));
        }

        var body = new StringBuilder();
        while (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            var chunk = int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(Encoding.UTF8.GetString(await ReadBytesAsync(chunk + 2)));
            if (chunk == 0)
            {
                break;
            }
        }

        return body.ToString();
    }

    /// <summary>The next frame: opcode (0 where it goes on with a message), payload, and whether a message ends with it.</summary>
    /// <exception cref="EndOfStreamException">The connection has ended.</exception>
    public async Task<(int Opcode, byte[] Payload, bool IsFinal)> ReadFrameAsync()
    {
        var header = await ReadBytesAsync(2);
        var length = header[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadBytesAsync(2)),
            127 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(await ReadBytesAsync(8))),
            _ => header[1],
        };
        return (header[0] & 0xF, await ReadBytesAsync(length), (header[0] & Final) != 0);
    }

    /// <summary>The next hub messages, which came in one WebSocket message; control frames are passed over.</summary>
    public async Task<string[]> ReadMessagesAsync()
    {
        var message = new MemoryStream();
        while (true)
        {
            var (opcode, payload, isFinal) = await ReadFrameAsync();
            if (opcode == 8)
            {
                throw new EndOfStreamException("The server has closed the WebSocket.");
            }

            if (opcode <= 2)
            {
                message.Write(payload);
                if (isFinal)
                {
                    return Encoding.UTF8.GetString(message.ToArray()).Split(EndOfMessage, StringSplitOptions.RemoveEmptyEntries);
                }
            }
        }
    }

    /// <summary>Reads frames on until the server has ended the connection; its close is answered, as a client does.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            while (true)
            {
                if (await ReadFrameAsync() is { Opcode: 8, Payload: var why })
                {
                    await SendAsync(Frame(8, why));
                }
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or SocketException)
        {
            // Ended.
        }
    }

    /// <summary>Reads bytes, whatever they are, until the server has ended the connection.</summary>
    public async Task DrainAsync()
    {
        try
        {
            while (await Socket.ReceiveAsync(_buffer.AsMemory()) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset: ended as well.
        }
    }

    /// <summary>Ends the connection at once, as a crash does.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Socket.Close();
    }

    public void Dispose() => Socket.Dispose();

    private static void AddLength(List<byte> frame, ulong length, byte masked)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, length);
        switch (length)
        {
            case < 126:
                frame.Add((byte)(masked | (byte)length));
                break;
            case <= ushort.MaxValue:
                frame.Add((byte)(masked | 126));
                frame.AddRange(bytes[6..]);
                break;
            default:
                frame.Add((byte)(masked | 127));
                frame.AddRange(bytes);
                break;
        }
    }

    private async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await ReceiveAsync());
            }

            var taken = Math.Min(count - read, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(bytes.AsSpan(read));
            (_start, read) = (_start + taken, read + taken);
        }

        return bytes;
    }

    private async Task<int> ReceiveAsync()
    {
        try
        {
            return await Socket.ReceiveAsync(_buffer.AsMemory()) is > 0 and var got ? got : throw new EndOfStreamException("The server has ended the connection.");
        }
        catch (SocketException exception)
        {
            throw new EndOfStreamException("The server has reset the connection.", exception);
        }
    }
}
