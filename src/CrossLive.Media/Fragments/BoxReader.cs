using System.Buffers.Binary;

namespace CrossLive.Media.Fragments;

/// <summary>Reads boxes (ISO/IEC 14496-12, 4.2) out of memory. Never throws: what is not there is empty, and a number beyond the end is 0.</summary>
internal static class BoxReader
{
    /// <summary>Bytes of a box' size and type.</summary>
    public const int HeadBytes = 8;

    /// <summary>The content of the first box of a type among those that stand here one after the other; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> boxes, scoped ReadOnlySpan<byte> type)
    {
        while (TryNext(ref boxes, out var found, out var content))
        {
            if (found.SequenceEqual(type))
            {
                return content;
            }
        }

        return default;
    }

    /// <summary>Takes the next box off; false where none is whole.</summary>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> boxes, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        type = content = default;
        if (boxes.Length < HeadBytes)
        {
            return false;
        }

        var size = U32(boxes, 0);
        if (size < HeadBytes || size > boxes.Length)
        {
            return false;
        }

        type = boxes.Slice(4, 4);
        content = boxes[HeadBytes..(int)size];
        boxes = boxes[(int)size..];
        return true;
    }

    public static uint U32(ReadOnlySpan<byte> bytes, int at) => bytes.Length >= at + 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : 0;

    public static ulong U64(ReadOnlySpan<byte> bytes, int at) => ((ulong)U32(bytes, at) << 32) | U32(bytes, at + 4);

    /// <summary>What stands behind so many bytes.</summary>
    public static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> bytes, int count) => bytes.Length >= count ? bytes[count..] : default;
}
