using System.Buffers;
using System.Text;
using System.Text.Json;
using CrossLive.LoadTests.Swarm.WebSockets;
using MessagePack;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>What viewers send to a SignalR hub, as masked WebSocket frames.</summary>
internal static class HubCalls
{
    /// <summary>The handshake: always JSON.</summary>
    public static readonly byte[] JsonHandshake = ClientFrame.Of(Opcode.Text, Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"));

    /// <summary>The handshake: always JSON.</summary>
    public static readonly byte[] MessagePackHandshake = ClientFrame.Of(Opcode.Text, Encoding.UTF8.GetBytes("{\"protocol\":\"messagepack\",\"version\":1}\u001e"));

    /// <summary>A sign of life.</summary>
    public static readonly byte[] JsonPing = ClientFrame.Of(Opcode.Text, "{\"type\":6}\u001e"u8);

    /// <summary>A sign of life.</summary>
    public static readonly byte[] MessagePackPing = ClientFrame.Of(Opcode.Binary, [2, 0x91, HubType.Ping]);

    /// <summary>The invocation id of the one join of a connection.</summary>
    public static ReadOnlySpan<byte> JoinId => "j"u8;

    /// <summary>Joins our room, with a position where the viewer has one.</summary>
    public static byte[] JsonJoin(string room, long? epoch, long? sequence) => JsonCall(
        "join", "j", epoch is null ? new { r = room } : new { r = room, e = epoch, s = sequence });

    /// <summary>Joins our room, with a position where the viewer has one.</summary>
    public static byte[] MessagePackJoin(string room, long? epoch, long? sequence) => MessagePackCall("join", "j", (ref MessagePackWriter writer) =>
    {
        writer.WriteMapHeader(epoch is null ? 1 : 3);
        writer.Write("r");
        writer.Write(room);
        if (epoch is { } e && sequence is { } s)
        {
            writer.Write("e");
            writer.Write(e);
            writer.Write("s");
            writer.Write(s);
        }
    });

    /// <summary>Any call with one argument; without an id nobody answers.</summary>
    public static byte[] JsonCall(string target, string? id, object argument)
    {
        object call = id is null ? new { type = 1, target, arguments = new[] { argument } } : new { type = 1, invocationId = id, target, arguments = new[] { argument } };
        return ClientFrame.Of(Opcode.Text, [.. JsonSerializer.SerializeToUtf8Bytes(call), JsonHubReader.RecordEnd]);
    }

    /// <summary>Any call with one argument.</summary>
    public static byte[] MessagePackCall(string target, string? id, WriteArgument argument)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(body);
        writer.WriteArrayHeader(6);
        writer.Write(HubType.Invocation);
        writer.WriteMapHeader(0);
        writer.Write(id);
        writer.Write(target);
        writer.WriteArrayHeader(1);
        argument(ref writer);
        writer.WriteArrayHeader(0);
        writer.Flush();
        return ClientFrame.Of(Opcode.Binary, [.. LengthOf(body.WrittenCount), .. body.WrittenSpan]);
    }

    /// <summary>Writes a call's argument.</summary>
    internal delegate void WriteArgument(ref MessagePackWriter writer);

    private static List<byte> LengthOf(int length)
    {
        List<byte> bytes = [];
        for (; length > 0x7F; length >>= 7)
        {
            bytes.Add((byte)(0x80 | (length & 0x7F)));
        }

        bytes.Add((byte)length);
        return bytes;
    }
}
