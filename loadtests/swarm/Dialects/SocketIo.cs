using System.Text;
using System.Text.Json;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Dialects;

/// <summary>Socket.IO 4: protocol 5 over Engine.IO 4, WebSocket only.</summary>
/// <param name="room">The room to join; its join is acknowledged.</param>
public sealed class SocketIo(string room) : Dialect
{
    /// <summary>Where a server of it is reached.</summary>
    public const string Target = "/socket.io/?EIO=4&transport=websocket";

    private static readonly byte[] Connect = ClientFrame.Of(Opcode.Text, "40"u8);
    private static readonly byte[] Pong = ClientFrame.Of(Opcode.Text, "3"u8);
    private readonly byte[] _join = ClientFrame.Of(Opcode.Text, Encoding.UTF8.GetBytes($"420[\"join\",\"{room}\"]"));

    /// <inheritdoc/>
    public override byte[]? Hello => null;

    /// <summary>Emits something to the server, without an acknowledgement.</summary>
    public static byte[] Emit(string name, object argument) =>
        ClientFrame.Of(Opcode.Text, Encoding.UTF8.GetBytes("42" + JsonSerializer.Serialize(new[] { name, argument })));

    /// <inheritdoc/>
    public override byte[] Join(long? epoch, long? sequence) => _join;

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> payload, bool isGreeting, List<ServerMessage> messages) => messages.Add(ReadPacket(payload.Span));

    // The first digit is Engine.IO's packet, the second Socket.IO's.
    private static ServerMessage ReadPacket(ReadOnlySpan<byte> packet) => packet switch
    {
        [(byte)'4', (byte)'2', .. var e] => ReadEvent(e),
        [(byte)'0', ..] => new WantsMessage(Connect),
        [(byte)'2', ..] => new WantsMessage(Pong),
        [(byte)'4', (byte)'0', ..] => new ReadyMessage(),
        [(byte)'4', (byte)'3', ..] => new JoinedMessage(null, null, null, null, IsRecovered: false, null),
        [(byte)'4', (byte)'4', ..] or [(byte)'1', ..] or [(byte)'4', (byte)'1', ..] => new GoodbyeMessage(0, Encoding.UTF8.GetString(packet), 0),
        _ => ServerMessage.Passed,
    };

    private static ServerMessage ReadEvent(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.Read() && reader.ValueTextEquals("event"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject
            ? JsonEvents.ReadSingle(ref reader) ?? ServerMessage.Passed
            : ServerMessage.Passed;
    }
}
