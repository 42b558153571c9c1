using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace CrossLive.Gateway.Transport;

/// <summary>Checks that a message's text is UTF-8 (RFC 6455, section 8.1), however its bytes are cut. Eight bytes of state.</summary>
internal struct TextCheck
{
    private const int LongestRuneBytes = 4;

    // The beginning of a character whose rest has not come.
    private uint _begun;
    private int _begunBytes;

    /// <summary>Checks the next bytes.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="isEnd">True where the message ends with them.</param>
    /// <returns>False where this is no text.</returns>
    public bool IsValid(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var begun = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref _begun, 1));
        while (_begunBytes > 0 && !bytes.IsEmpty)
        {
            begun[_begunBytes++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(begun[.._begunBytes], out _, out _))
            {
                case OperationStatus.Done:
                    _begunBytes = 0;
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }

        var cut = CutBytes(bytes);
        if (!Utf8.IsValid(bytes[..^cut]))
        {
            return false;
        }

        if (cut > 0)
        {
            bytes[^cut..].CopyTo(begun);
            _begunBytes = cut;
        }

        return !isEnd || _begunBytes == 0;
    }

    // How many bytes at the end begin a character and do not end it.
    private static int CutBytes(ReadOnlySpan<byte> bytes)
    {
        for (var i = 1; i < LongestRuneBytes && i <= bytes.Length; i++)
        {
            var last = bytes[^i];
            if ((last & 0xC0) != 0x80)
            {
                var whole = last switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
                return whole > i ? i : 0;
            }
        }

        return 0;
    }
}
