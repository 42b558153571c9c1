using System.Buffers.Binary;

namespace CrossLive.Gateway.Transport;

/// <summary>The header of an unmasked, unfragmented WebSocket frame, as a server sends it (RFC 6455, section 5.2).</summary>
internal static class WebSocketFrame
{
    /// <summary>The longest header, in bytes.</summary>
    public const int MaxHeaderBytes = 10;

    private const byte Final = 0x80;
    private const byte Text = 0x1;
    private const byte Binary = 0x2;

    /// <summary>How long the header before so many bytes of payload is.</summary>
    public static int HeaderBytes(int payloadBytes) => payloadBytes switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => MaxHeaderBytes,
    };

    /// <summary>Writes the header to the start of <paramref name="header"/>, which has at least <see cref="HeaderBytes"/> bytes.</summary>
    public static void WriteHeader(Span<byte> header, bool isBinary, int payloadBytes)
    {
        header[0] = (byte)(Final | (isBinary ? Binary : Text));
        switch (HeaderBytes(payloadBytes))
        {
            case 2:
                header[1] = (byte)payloadBytes;
                break;
            case 4:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payloadBytes);
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payloadBytes);
                break;
        }
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Of(ReadOnlySpan<byte> payload, bool isBinary)
    {
        var header = HeaderBytes(payload.Length);
        var frame = new byte[header + payload.Length];
        WriteHeader(frame, isBinary, payload.Length);
        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <summary>The answer to a ping.</summary>
    public static byte[] Pong(ReadOnlySpan<byte> payload) => Control(0xA, payload);

    /// <summary>The answer to a close.</summary>
    public static byte[] Close(ReadOnlySpan<byte> payload) => Control(0x8, payload);

    // At most 125 bytes, so the length is one byte.
    private static byte[] Control(byte opcode, ReadOnlySpan<byte> payload) => [(byte)(Final | opcode), (byte)payload.Length, .. payload];
}
