using System.Buffers.Binary;

namespace CrossLive.LoadTests.Swarm.WebSockets;

/// <summary>What a WebSocket frame is for (RFC 6455, 5.2).</summary>
public enum Opcode
{
    /// <summary>The next part of a message.</summary>
    Continuation = 0,

    /// <summary>UTF-8.</summary>
    Text = 1,

    /// <summary>Bytes.</summary>
    Binary = 2,

    /// <summary>The end.</summary>
    Close = 8,

    /// <summary>To be answered.</summary>
    Ping = 9,

    /// <summary>An answer.</summary>
    Pong = 10,
}

/// <summary>The head of a frame that a server sent: never masked.</summary>
/// <param name="Opcode">What it is for.</param>
/// <param name="IsFinal">True where it ends its message.</param>
/// <param name="HeaderBytes">How long the head is.</param>
/// <param name="PayloadBytes">How long what follows is.</param>
public readonly record struct FrameHeader(Opcode Opcode, bool IsFinal, int HeaderBytes, long PayloadBytes)
{
    /// <summary>Reads a head. False where more bytes are needed.</summary>
    /// <exception cref="FormatException">It is masked or has reserved bits set: the server breaks the protocol.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        if ((bytes[0] & 0x70) != 0 || (bytes[1] & 0x80) != 0)
        {
            throw new FormatException("A server's frame is neither masked nor has reserved bits.");
        }

        var length = bytes[1] & 0x7F;
        var headerBytes = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < headerBytes)
        {
            return false;
        }

        var payload = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => length,
        };
        header = new FrameHeader((Opcode)(bytes[0] & 0x0F), (bytes[0] & 0x80) != 0, headerBytes, payload);
        return payload >= 0 ? true : throw new FormatException("A frame's length is not negative.");
    }
}
