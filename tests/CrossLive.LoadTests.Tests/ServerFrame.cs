using System.Buffers.Binary;
using CrossLive.LoadTests.Swarm.WebSockets;

namespace CrossLive.LoadTests.Tests;

/// <summary>Frames as servers send them.</summary>
internal static class ServerFrame
{
    /// <summary>A frame, not masked.</summary>
    public static byte[] Of(Opcode opcode, ReadOnlySpan<byte> payload, bool isFinal = true)
    {
        var first = (byte)((isFinal ? 0x80 : 0) | (int)opcode);
        var length = new byte[8];
        switch (payload.Length)
        {
            case <= 125:
                return [first, (byte)payload.Length, .. payload];
            case <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
                return [first, 126, .. length[..2], .. payload];
            default:
                BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
                return [first, 127, .. length, .. payload];
        }
    }
}
