using System.Buffers;
using System.Buffers.Binary;

namespace CrossLive.Media.Rtmp;

/// <summary>FLV as bytes (FLV 10.1, annex E), for a file, a pipe to a worker or an HTTP response.</summary>
public static class FlvWriter
{
    private const int TagHeaderBytes = 11;

    /// <summary>The file's header and the first trailing size. Readers take both flags as a promise: name only tracks that are there.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, bool hasAudio, bool hasVideo)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write<byte>([(byte)'F', (byte)'L', (byte)'V', 1, (byte)((hasAudio ? 4 : 0) | (hasVideo ? 1 : 0)), 0, 0, 0, 9, 0, 0, 0, 0]);
    }

    public static void WriteTag(IBufferWriter<byte> output, FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tag.Body.Length, 0xFFFFFF, nameof(tag));
        var head = output.GetSpan(TagHeaderBytes)[..TagHeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(head, ((uint)tag.Kind << 24) | (uint)tag.Body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], tag.TimestampMs << 8);
        head[7] = (byte)(tag.TimestampMs >> 24);
        head[8..].Clear();
        output.Advance(TagHeaderBytes);
        output.Write(tag.Body.Span);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(4), (uint)(TagHeaderBytes + tag.Body.Length));
        output.Advance(4);
    }
}
