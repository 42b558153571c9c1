namespace CrossLive.Media.Ts;

/// <summary>Gathers a table of a transport stream (ISO/IEC 13818-1, 2.4.4): one section, with its check sum.</summary>
internal sealed class PsiSection
{
    private const int MaxBytes = 1_024;
    private const uint Polynomial = 0x04C11DB7;

    private readonly byte[] _bytes = new byte[MaxBytes];
    private int _length;
    private bool _hasBegun;

    /// <summary>Takes a packet's payload; the section's content between its head of eight bytes and its check sum, once it is whole and right, else empty.</summary>
    public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> payload, bool isStart, byte table)
    {
        if (isStart)
        {
            if (payload.IsEmpty || payload.Length < 1 + payload[0])
            {
                return default;
            }

            payload = payload[(1 + payload[0])..];
            (_length, _hasBegun) = (0, true);
        }

        if (!_hasBegun)
        {
            return default;
        }

        var count = Math.Min(payload.Length, MaxBytes - _length);
        payload[..count].CopyTo(_bytes.AsSpan(_length));
        _length += count;
        if (_length < 3)
        {
            return default;
        }

        var wanted = 3 + (((_bytes[1] & 15) << 8) | _bytes[2]);
        if (wanted > MaxBytes || _bytes[0] != table)
        {
            _hasBegun = false;
            return default;
        }

        if (_length < wanted)
        {
            return default;
        }

        _hasBegun = false;
        // Of the section with its own check sum nothing is left.
        return wanted >= 12 && (_bytes[5] & 1) == 1 && CheckSum(_bytes.AsSpan(0, wanted)) == 0 ? _bytes.AsSpan(8, wanted - 12) : default;
    }

    /// <summary>CRC-32 of MPEG-2 (annex A).</summary>
    public static uint CheckSum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 0x80000000) != 0 ? (sum << 1) ^ Polynomial : sum << 1;
            }
        }

        return sum;
    }
}
