using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Edge.Tests.Trees;

/// <summary>A viewer without any client library: it keeps the bytes of each event and of the view as they stood on the wire.</summary>
internal sealed class RawViewer : IAsyncDisposable
{
    private const byte JsonEnd = 0x1e;
    private readonly ClientWebSocket _socket = new();
    private readonly WireProtocol _protocol;
    private readonly List<byte> _received = [];
    private readonly List<string> _events = [];

    private bool _isAnswered;

    private RawViewer(WireProtocol protocol) => _protocol = protocol;

    /// <summary>The bytes of the join's view, or null where it recovered.</summary>
    public string? View { get; private set; }

    /// <summary>Whether the join missed nothing.</summary>
    public bool IsRecovered { get; private set; }

    /// <summary>Joins a room and reads on until an event with this sequence came.</summary>
    public static async Task<(RawViewer Viewer, IReadOnlyList<string> Events)> ReadAsync(Uri server, string token, string room, WireProtocol protocol, Position? known, long through)
    {
        var viewer = new RawViewer(protocol);
        await viewer._socket.ConnectAsync(new UriBuilder(new Uri(server, HubMethods.Path)) { Scheme = "ws", Query = $"access_token={token}" }.Uri, CancellationToken.None);
        var isJson = protocol == WireProtocol.Json;
        await viewer.SendAsync(Encoding.UTF8.GetBytes(isJson ? "{\"protocol\":\"json\",\"version\":1}\u001e" : "{\"protocol\":\"messagepack\",\"version\":1}\u001e"));
        await viewer.SendAsync(isJson ? viewer.JsonJoin(room, known) : MessagePackJoin(room, known));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var isGreeted = false;
        while (known?.Sequence + viewer._events.Count < through || !viewer._isAnswered)
        {
            await viewer.ReceiveAsync(patience.Token);
            while (viewer.TakeMessage(ref isGreeted))
            {
            }
        }

        return (viewer, viewer._events);
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private byte[] JsonJoin(string room, Position? known) => [.. JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = 1,
        invocationId = "1",
        target = HubMethods.Join,
        arguments = new[] { new JoinRequest(room, known?.Epoch, known?.Sequence) },
    }), JsonEnd];

    private static byte[] MessagePackJoin(string room, Position? known)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        writer.Write(1);
        writer.WriteMapHeader(0);
        writer.Write("1");
        writer.Write(HubMethods.Join);
        writer.WriteArrayHeader(1);
        MessagePackSerializer.Serialize(ref writer, new JoinRequest(room, known?.Epoch, known?.Sequence), ProtocolRegistration.MessagePackOptions);
        writer.WriteArrayHeader(0);
        writer.Flush();
        return [.. Length(body.WrittenCount), .. body.WrittenSpan];
    }

    private static List<byte> Length(int bytes)
    {
        var length = new List<byte>();
        for (; bytes > 127; bytes >>= 7)
        {
            length.Add((byte)(bytes | 0x80));
        }

        length.Add((byte)bytes);
        return length;
    }

    private Task SendAsync(byte[] message) =>
        _socket.SendAsync(message, _protocol == WireProtocol.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var result = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        result.MessageType.ShouldNotBe(WebSocketMessageType.Close);
        _received.AddRange(buffer.AsSpan(0, result.Count));
    }

    private bool TakeMessage(ref bool isGreeted)
    {
        if (!isGreeted)
        {
            var end = _received.IndexOf(JsonEnd);
            if (end < 0)
            {
                return false;
            }

            _received.RemoveRange(0, end + 1);
            isGreeted = true;
        }

        return _protocol == WireProtocol.Json ? TakeJson() : TakeMessagePack();
    }

    private bool TakeJson()
    {
        var end = _received.IndexOf(JsonEnd);
        if (end < 0)
        {
            return false;
        }

        using var message = JsonDocument.Parse(_received.GetRange(0, end).ToArray());
        _received.RemoveRange(0, end + 1);
        var root = message.RootElement;
        if (root.TryGetProperty("target", out var target) && target.GetString() == HubMethods.Events)
        {
            _events.AddRange(root.GetProperty("arguments")[0].GetProperty("v").EnumerateArray().Select(e => e.GetRawText()));
        }
        else if (root.TryGetProperty("result", out var result))
        {
            _isAnswered = true;
            IsRecovered = result.GetProperty("rec").GetBoolean();
            View = result.TryGetProperty("view", out var view) ? view.GetRawText() : null;
        }

        return true;
    }

    private bool TakeMessagePack()
    {
        var (length, prefix) = (0, 0);
        do
        {
            if (prefix == _received.Count)
            {
                return false;
            }

            length |= (_received[prefix] & 0x7f) << (7 * prefix);
        }
        while ((_received[prefix++] & 0x80) != 0);

        if (_received.Count < prefix + length)
        {
            return false;
        }

        ReadOnlyMemory<byte> message = _received.GetRange(prefix, length).ToArray();
        _received.RemoveRange(0, prefix + length);
        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        switch (reader.ReadInt32())
        {
            case 1:
                TakeInvocation(ref reader);
                break;
            case 3:
                TakeResult(ref reader);
                break;
        }

        return true;
    }

    private void TakeInvocation(ref MessagePackReader reader)
    {
        reader.Skip();
        reader.Skip();
        if (reader.ReadString() != HubMethods.Events)
        {
            return;
        }

        reader.ReadArrayHeader();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (reader.ReadString() != "v")
            {
                reader.Skip();
                continue;
            }

            for (var events = reader.ReadArrayHeader(); events > 0; events--)
            {
                _events.Add(Raw(ref reader));
            }
        }
    }

    private void TakeResult(ref MessagePackReader reader)
    {
        reader.Skip();
        reader.Skip();
        reader.ReadInt32().ShouldBe(3, "a result");
        _isAnswered = true;
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            switch (reader.ReadString())
            {
                case "view" when !reader.TryReadNil():
                    View = Raw(ref reader);
                    break;
                case "rec":
                    IsRecovered = reader.ReadBoolean();
                    break;
                case "view":
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static string Raw(ref MessagePackReader reader)
    {
        var from = reader.Position;
        reader.Skip();
        return Convert.ToHexString(reader.Sequence.Slice(from, reader.Position).ToArray());
    }
}
