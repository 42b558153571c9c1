using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace CrossLive.Gateway.Transport;

/// <summary>What <see cref="ClientFrames.Read"/> came to.</summary>
internal enum FrameSign
{
    /// <summary>All bytes are read, or there is no more room for payload.</summary>
    None = 0,

    /// <summary>A ping is whole; <see cref="ClientFrames.Control"/> is to be sent back.</summary>
    Ping,

    /// <summary>The client closes; <see cref="ClientFrames.Control"/> is to be sent back.</summary>
    Close,

    /// <summary>These are not a WebSocket client's frames: nothing more can be read.</summary>
    Broken,
}

/// <summary>
/// Reads a client's frames (RFC 6455, section 5): checks them and that text is UTF-8, takes the masks off, and gives the payload of all messages as one stream, since SignalR's protocols
/// mark the ends of their messages themselves. No extensions. Bytes may be cut anywhere. Holds no payload; some 100 bytes a connection.
/// </summary>
internal sealed class ClientFrames
{
    private const int LongestHeader = 14;
    private const int MaxControlBytes = 125;
    private const int MaskBytes = 4;
    private readonly byte[] _header = new byte[LongestHeader];
    private byte[] _control = [];
    private int _headerBytes;
    private long _left;
    private uint _mask;
    private int _opcode;
    private int _controlBytes;
    private bool _isInPayload;
    private bool _isInMessage;
    private bool _isText;
    private TextCheck _text;

    /// <summary>The payload of the control frame that was read last.</summary>
    public ReadOnlySpan<byte> Control => _control.AsSpan(0, _controlBytes);

    /// <summary>Reads on, up to a control frame's end.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="payload">Where the messages' payload goes.</param>
    /// <param name="read">How many bytes were read.</param>
    /// <param name="written">How many bytes of payload were written.</param>
    public FrameSign Read(ReadOnlySpan<byte> bytes, Span<byte> payload, out int read, out int written)
    {
        (read, written) = (0, 0);
        while (true)
        {
            if (!_isInPayload)
            {
                if (!TryReadHeader(bytes[read..], ref read))
                {
                    return FrameSign.None;
                }

                if (!TryBegin())
                {
                    return FrameSign.Broken;
                }
            }

            var isControl = _opcode >= Opcodes.Close;
            var target = isControl ? _control.AsSpan(_controlBytes) : payload[written..];
            var length = (int)Math.Min(_left, Math.Min(bytes.Length - read, target.Length));
            Unmask(bytes.Slice(read, length), target);
            read += length;
            _left -= length;
            if (!isControl && _isText && !_text.IsValid(target[..length], isEnd: _left == 0 && !_isInMessage))
            {
                return FrameSign.Broken;
            }

            if (isControl)
            {
                _controlBytes += length;
            }
            else
            {
                written += length;
            }

            if (_left > 0)
            {
                return FrameSign.None;
            }

            _isInPayload = false;
            if (isControl && EndControl() is var sign and not FrameSign.None)
            {
                return sign;
            }
        }
    }

    // False where the header is not whole yet.
    private bool TryReadHeader(ReadOnlySpan<byte> bytes, ref int read)
    {
        foreach (var next in bytes)
        {
            _header[_headerBytes++] = next;
            read++;
            if (_headerBytes >= 2 && _headerBytes == HeaderBytes)
            {
                return true;
            }
        }

        return false;
    }

    private int HeaderBytes => 2 + LengthBytes + ((_header[1] & 0x80) == 0 ? 0 : MaskBytes);

    private int LengthBytes => (_header[1] & 0x7F) switch { 126 => sizeof(ushort), 127 => sizeof(ulong), _ => 0 };

    // False where it is no frame that a client may send now.
    private bool TryBegin()
    {
        var isFinal = (_header[0] & 0x80) != 0;
        _opcode = _header[0] & 0x0F;
        _left = LengthBytes switch
        {
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
            sizeof(ulong) => BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(2)),
            _ => _header[1] & 0x7F,
        };
        var isMasked = (_header[1] & 0x80) != 0;
        _mask = isMasked ? MemoryMarshal.Read<uint>(_header.AsSpan(_headerBytes - MaskBytes)) : 0;
        _headerBytes = 0;
        _isInPayload = true;
        if (!isMasked || (_header[0] & 0x70) != 0 || _left < 0)
        {
            return false;
        }

        switch (_opcode)
        {
            case Opcodes.Continuation when _isInMessage:
            case Opcodes.Text or Opcodes.Binary when !_isInMessage:
                _isText = _opcode == Opcodes.Text || (_opcode == Opcodes.Continuation && _isText);
                _isInMessage = !isFinal;
                return true;
            case Opcodes.Close or Opcodes.Ping or Opcodes.Pong when isFinal && _left <= MaxControlBytes:
                _control = _control.Length == 0 ? new byte[MaxControlBytes] : _control;
                _controlBytes = 0;
                return true;
            default:
                return false;
        }
    }

    private FrameSign EndControl() => _opcode switch
    {
        Opcodes.Ping => FrameSign.Ping,
        Opcodes.Close => _controlBytes == 1 ? FrameSign.Broken : FrameSign.Close,
        _ => FrameSign.None,
    };

    // The mask is turned as it goes, so that a frame may be cut anywhere.
    private void Unmask(ReadOnlySpan<byte> masked, Span<byte> target)
    {
        Span<byte> mask = stackalloc byte[Vector<byte>.Count];
        MemoryMarshal.Cast<byte, uint>(mask).Fill(_mask);
        var vector = new Vector<byte>(mask);
        var i = 0;
        for (; i <= masked.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(masked[i..]) ^ vector).CopyTo(target[i..]);
        }

        for (; i < masked.Length; i++)
        {
            target[i] = (byte)(masked[i] ^ mask[i % MaskBytes]);
        }

        var turn = masked.Length % MaskBytes * 8;
        _mask = BitConverter.IsLittleEndian ? BitOperations.RotateRight(_mask, turn) : BitOperations.RotateLeft(_mask, turn);
    }

    private static class Opcodes
    {
        public const int Continuation = 0;
        public const int Text = 1;
        public const int Binary = 2;
        public const int Close = 8;
        public const int Ping = 9;
        public const int Pong = 10;
    }
}
