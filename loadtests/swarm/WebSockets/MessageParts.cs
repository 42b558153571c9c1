using System.Buffers;

namespace CrossLive.LoadTests.Swarm.WebSockets;

/// <summary>Puts messages together that come in several frames. Costs nothing for those that come in one.</summary>
internal struct MessageParts
{
    /// <summary>Most bytes of a message.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    private ArrayBufferWriter<byte>? _parts;

    /// <summary>Takes a data frame. True where it ends a message: <paramref name="message"/> is good until the next frame.</summary>
    /// <exception cref="FormatException">The message is too long.</exception>
    public bool TryTake(FrameHeader header, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> message)
    {
        message = payload;
        if (_parts is null && header.IsFinal)
        {
            return true;
        }

        _parts ??= new ArrayBufferWriter<byte>();
        if (_parts.WrittenCount + payload.Length > MaxMessageBytes)
        {
            throw new FormatException($"A message of more than {MaxMessageBytes:N0} bytes.");
        }

        _parts.Write(payload.Span);
        if (!header.IsFinal)
        {
            return false;
        }

        message = _parts.WrittenMemory;
        _parts = null;
        return true;
    }
}
