using System.Buffers;
using System.Buffers.Binary;

namespace CrossLive.Media.Rtmp;

/// <summary>Cuts messages into chunks (RTMP 1.0, section 5.3), each with the shortest header that says it.</summary>
public sealed class RtmpChunkWriter
{
    private const uint ExtendedMark = 0xFFFFFF;
    private readonly Dictionary<int, Last> _streams = [];

    /// <summary>Payload bytes of a chunk. Changing it sends nothing: Set Chunk Size is a message like others.</summary>
    public int MaxChunkBytes { get; set; } = 128;

    /// <param name="chunkStreamId">2 to 65,599.</param>
    public void Write(IBufferWriter<byte> output, int chunkStreamId, in RtmpMessage message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkStreamId, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkStreamId, 65_599);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Payload.Length, 0xFFFFFF, nameof(message));
        var delta = 0u;
        var format = 0;
        // Time that steps back needs a whole header: a delta has no sign.
        if (_streams.TryGetValue(chunkStreamId, out var last) && last.StreamId == message.StreamId && message.TimestampMs >= last.TimestampMs)
        {
            delta = message.TimestampMs - last.TimestampMs;
            format = last.Type != message.Type || last.Bytes != message.Payload.Length ? 1 : delta != last.TimeField ? 2 : 3;
        }

        var field = format == 0 ? message.TimestampMs : delta;
        _streams[chunkStreamId] = new Last(message.Type, message.StreamId, message.TimestampMs, field, message.Payload.Length);
        WriteHeader(output, chunkStreamId, format, field, message);
        var rest = message.Payload.Span;
        while (rest.Length > MaxChunkBytes)
        {
            output.Write(rest[..MaxChunkBytes]);
            rest = rest[MaxChunkBytes..];
            WriteHeader(output, chunkStreamId, 3, field, message);
        }

        output.Write(rest);
    }

    private static void WriteHeader(IBufferWriter<byte> output, int id, int format, uint field, in RtmpMessage message)
    {
        var span = output.GetSpan(18);
        var at = 1;
        var mark = (byte)(format << 6);
        if (id < 64)
        {
            span[0] = (byte)(mark | id);
        }
        else if (id < 320)
        {
            span[0] = mark;
            span[at++] = (byte)(id - 64);
        }
        else
        {
            span[0] = (byte)(mark | 1);
            BinaryPrimitives.WriteUInt16LittleEndian(span[at..], (ushort)(id - 64));
            at += 2;
        }

        if (format < 3)
        {
            WriteUInt24(span[at..], Math.Min(field, ExtendedMark));
            at += 3;
        }

        if (format < 2)
        {
            WriteUInt24(span[at..], (uint)message.Payload.Length);
            span[at + 3] = (byte)message.Type;
            at += 4;
        }

        if (format == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(span[at..], message.StreamId);
            at += 4;
        }

        if (field >= ExtendedMark)
        {
            BinaryPrimitives.WriteUInt32BigEndian(span[at..], field);
            at += 4;
        }

        output.Advance(at);
    }

    private static void WriteUInt24(Span<byte> span, uint value)
    {
        span[0] = (byte)(value >> 16);
        span[1] = (byte)(value >> 8);
        span[2] = (byte)value;
    }

    private readonly record struct Last(RtmpMessageType Type, uint StreamId, uint TimestampMs, uint TimeField, int Bytes);
}
