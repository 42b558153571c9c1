using System.Buffers.Binary;

namespace CrossLive.LoadTests.Swarm.WebSockets;

/// <summary>Frames that a client sends: whole messages, always masked.</summary>
public static class ClientFrame
{
    /// <summary>Any key does on a connection without a cache in between; a fixed one lets thousands of viewers send the same bytes.</summary>
    public const uint FixedMask = 0x5EC0_DE01;

    private const int MaxShortPayload = 125;

    /// <summary>A masked frame.</summary>
    public static byte[] Of(Opcode opcode, ReadOnlySpan<byte> payload, uint mask = FixedMask)
    {
        var lengthBytes = payload.Length <= MaxShortPayload ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new byte[2 + lengthBytes + 4 + payload.Length];
        frame[0] = (byte)(0x80 | (int)opcode);
        switch (lengthBytes)
        {
            case 0:
                frame[1] = (byte)(0x80 | payload.Length);
                break;
            case 2:
                frame[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                frame[1] = 0x80 | 127;
                BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
                break;
        }

        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(2 + lengthBytes), mask);
        var masked = frame.AsSpan(6 + lengthBytes);
        payload.CopyTo(masked);
        Mask(masked, mask);
        return frame;
    }

    /// <summary>Masks, or unmasks, in place.</summary>
    public static void Mask(Span<byte> payload, uint mask)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= (byte)(mask >> (24 - (8 * (i & 3))));
        }
    }
}
