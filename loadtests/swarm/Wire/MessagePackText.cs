using System.Buffers;
using MessagePack;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>Text as bytes, without making a string.</summary>
internal static class MessagePackText
{
    /// <summary>Reads a string as UTF-8; empty for nil. Payloads are one piece of memory, so nothing is copied.</summary>
    public static ReadOnlySpan<byte> Read(ref MessagePackReader reader)
    {
        if (reader.TryReadStringSpan(out var span))
        {
            return span;
        }

        return reader.ReadStringSequence() is { } sequence ? sequence.ToArray() : [];
    }
}
