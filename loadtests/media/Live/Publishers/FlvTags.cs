using System.Buffers.Binary;
using CrossLive.Media.Rtmp;

namespace CrossLive.LoadTests.Media.Live.Publishers;

/// <summary>Reads FLV.</summary>
internal static class FlvTags
{
    private const int FileHeadBytes = 13, TagHeadBytes = 11, TrailerBytes = 4;

    /// <summary>The tags of a stream, until it ends; one that is cut short is none.</summary>
    public static IEnumerable<FlvTag> Read(Stream stream)
    {
        var head = new byte[FileHeadBytes];
        if (stream.ReadAtLeast(head, FileHeadBytes, throwOnEndOfStream: false) < FileHeadBytes)
        {
            yield break;
        }

        while (stream.ReadAtLeast(head.AsSpan(0, TagHeadBytes), TagHeadBytes, throwOnEndOfStream: false) == TagHeadBytes)
        {
            var body = new byte[(BinaryPrimitives.ReadUInt32BigEndian(head) & 0xFFFFFF) + TrailerBytes];
            if (stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
            {
                yield break;
            }

            var timestampMs = (BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)) >> 8) | ((uint)head[7] << 24);
            yield return new FlvTag((FlvTagKind)head[0], timestampMs, body.AsMemory(0, body.Length - TrailerBytes));
        }
    }
}
