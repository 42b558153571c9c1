using System.Buffers;
using System.Buffers.Binary;

namespace CrossLive.Media.Rtmp;

/// <summary>
/// Puts messages together from chunks (RTMP 1.0, section 5.3). Obeys Set Chunk Size and Abort itself. Memory grows with the bytes that came, never with the length that a header announces.
/// </summary>
public sealed class RtmpChunkReader(RtmpLimits limits)
{
    private const int DefaultChunkBytes = 128;
    private const int MaxHeaderBytes = 3 + 11 + 4;
    private const uint ExtendedMark = 0xFFFFFF;

    private readonly Dictionary<int, ChunkStream> _streams = [];
    private int _maxChunkBytes = DefaultChunkBytes;
    private long _unfinishedBytes;

    // The chunk whose header is read and whose payload is not all here.
    private ChunkStream? _current;
    private int _currentRemaining;

    /// <summary>Bytes held for messages that are not whole.</summary>
    public long UnfinishedBytes => _unfinishedBytes;

    /// <summary>The next whole message, or false where more bytes are needed. Takes what it used off <paramref name="input"/>; at most 17 bytes stay.</summary>
    /// <exception cref="RtmpProtocolException">The bytes break the protocol or a limit.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> input, out RtmpMessage message)
    {
        while (true)
        {
            if (_current is null && !TryReadHeader(ref input))
            {
                message = default;
                return false;
            }

            var stream = _current!;
            var count = (int)Math.Min(_currentRemaining, input.Length);
            if (count > 0)
            {
                Take(stream, input.Slice(0, count));
                input = input.Slice(count);
                _currentRemaining -= count;
            }

            if (_currentRemaining > 0)
            {
                message = default;
                return false;
            }

            _current = null;
            if (stream.ReceivedBytes < stream.MessageBytes)
            {
                continue;
            }

            message = new RtmpMessage(stream.Type, stream.StreamId, stream.TimestampMs, stream.Payload.AsMemory(0, stream.MessageBytes));
            Forget(stream);
            switch (message.Type)
            {
                case RtmpMessageType.SetChunkSize:
                    SetChunkSize(message.Payload.Span);
                    break;
                case RtmpMessageType.Abort:
                    Abort(message.Payload.Span);
                    break;
                default:
                    break;
            }

            return true;
        }
    }

    private bool TryReadHeader(ref ReadOnlySequence<byte> input)
    {
        Span<byte> copy = stackalloc byte[MaxHeaderBytes];
        var available = (int)Math.Min(input.Length, MaxHeaderBytes);
        input.Slice(0, available).CopyTo(copy);
        ReadOnlySpan<byte> header = copy[..available];
        if (header.IsEmpty)
        {
            return false;
        }

        var format = header[0] >> 6;
        var id = header[0] & 0x3F;
        var at = id switch { 0 => 2, 1 => 3, _ => 1 };
        if (available < at)
        {
            return false;
        }

        id = id switch { 0 => 64 + header[1], 1 => 64 + header[1] + (header[2] << 8), _ => id };
        var known = _streams.TryGetValue(id, out var stream);
        if (!known && format != 0)
        {
            // librtmp and others begin a chunk stream with a type 1 header now and then; without a length and a type there is nothing to begin.
            if (format != 1)
            {
                throw new RtmpProtocolException($"Chunk stream {id} begins with a header of type {format}.");
            }
        }

        if (!known && _streams.Count >= limits.MaxChunkStreams)
        {
            throw new RtmpProtocolException($"More than {limits.MaxChunkStreams} chunk streams.");
        }

        var fieldBytes = format switch { 0 => 11, 1 => 7, 2 => 3, _ => 0 };
        if (available < at + fieldBytes)
        {
            return false;
        }

        var fields = header.Slice(at, fieldBytes);
        at += fieldBytes;
        var isExtended = format == 3 ? stream!.IsExtended : ReadUInt24(fields) == ExtendedMark;
        if (isExtended && available < at + 4)
        {
            return false;
        }

        var time = isExtended ? BinaryPrimitives.ReadUInt32BigEndian(header[at..]) : format == 3 ? stream!.TimeField : ReadUInt24(fields);
        at += isExtended ? 4 : 0;
        stream ??= new ChunkStream();
        if (stream.ReceivedBytes > 0 && format != 3)
        {
            throw new RtmpProtocolException($"Chunk stream {id} begins a message within another.");
        }

        if (stream.ReceivedBytes == 0)
        {
            Begin(stream, format, fields, time, isExtended);
            _streams[id] = stream;
        }

        input = input.Slice(at);
        _current = stream;
        _currentRemaining = Math.Min(_maxChunkBytes, stream.MessageBytes - stream.ReceivedBytes);
        return true;
    }

    private void Begin(ChunkStream stream, int format, ReadOnlySpan<byte> fields, uint time, bool isExtended)
    {
        if (format <= 1)
        {
            stream.MessageBytes = (int)ReadUInt24(fields[3..]);
            stream.Type = (RtmpMessageType)fields[6];
        }

        if (format == 0)
        {
            stream.StreamId = BinaryPrimitives.ReadUInt32LittleEndian(fields[7..]);
        }

        stream.IsExtended = isExtended;
        stream.TimeField = time;
        stream.TimestampMs = format == 0 ? time : unchecked(stream.TimestampMs + time);
        var max = stream.Type is RtmpMessageType.Audio or RtmpMessageType.Video or RtmpMessageType.Aggregate ? limits.MaxMessageBytes : limits.MaxCommandBytes;
        if (stream.MessageBytes > max)
        {
            throw new RtmpProtocolException($"A message of {stream.MessageBytes} bytes and type {(byte)stream.Type}; the limit is {max}.");
        }
    }

    private void Take(ChunkStream stream, in ReadOnlySequence<byte> bytes)
    {
        var count = (int)bytes.Length;
        _unfinishedBytes += count;
        if (_unfinishedBytes > limits.MaxUnfinishedBytes)
        {
            throw new RtmpProtocolException($"More than {limits.MaxUnfinishedBytes} bytes of unfinished messages.");
        }

        var needed = stream.ReceivedBytes + count;
        if (stream.Payload.Length < needed)
        {
            var grown = new byte[Math.Min(stream.MessageBytes, Math.Max(needed, 2 * stream.Payload.Length))];
            stream.Payload.AsSpan(0, stream.ReceivedBytes).CopyTo(grown);
            stream.Payload = grown;
        }

        bytes.CopyTo(stream.Payload.AsSpan(stream.ReceivedBytes));
        stream.ReceivedBytes = needed;
    }

    private void Forget(ChunkStream stream)
    {
        _unfinishedBytes -= stream.ReceivedBytes;
        stream.ReceivedBytes = 0;
        stream.Payload = [];
    }

    private void SetChunkSize(ReadOnlySpan<byte> payload)
    {
        var size = payload.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(payload) : 0;
        if (size == 0 || size > limits.MaxChunkBytes)
        {
            throw new RtmpProtocolException($"A chunk size of {size} bytes; 1 to {limits.MaxChunkBytes} are taken.");
        }

        _maxChunkBytes = (int)size;
    }

    private void Abort(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 4)
        {
            throw new RtmpProtocolException("An abort without a chunk stream.");
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(payload) is <= int.MaxValue and var id && _streams.TryGetValue((int)id, out var stream))
        {
            Forget(stream);
        }
    }

    private static uint ReadUInt24(ReadOnlySpan<byte> bytes) => (uint)((bytes[0] << 16) | (bytes[1] << 8) | bytes[2]);

    private sealed class ChunkStream
    {
        public RtmpMessageType Type;
        public uint StreamId;
        public uint TimestampMs;
        public uint TimeField;
        public bool IsExtended;
        public int MessageBytes;
        public int ReceivedBytes;
        public byte[] Payload = [];
    }
}
