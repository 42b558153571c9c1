namespace CrossLive.Media.Ts;

/// <summary>Gathers the packets of one elementary stream (ISO/IEC 13818-1, 2.4.3.6).</summary>
internal sealed class PesPacket
{
    private const int HeadBytes = 9;

    private byte[] _bytes = new byte[4_096];
    private int _length;
    private int _continuity = -1;
    private bool _isDamaged = true;

    /// <summary>Bytes that are held.</summary>
    public int Length => _length;

    /// <summary>Its whole length by its own word; 0 where it says none.</summary>
    public int WantedLength => _length >= 6 ? ((_bytes[4] << 8) | _bytes[5]) is > 0 and var rest ? rest + 6 : 0 : 0;

    /// <summary>Whether something of it is missing.</summary>
    public bool IsDamaged => _isDamaged;

    /// <summary>A new one begins.</summary>
    public void Begin() => (_length, _isDamaged) = (0, false);

    /// <summary>Notes a packet's number; false where it was sent twice.</summary>
    public bool Note(int continuity, bool isErroneous, bool isAnnounced)
    {
        if (continuity == _continuity)
        {
            return false;
        }

        _isDamaged |= isErroneous || (_continuity >= 0 && continuity != ((_continuity + 1) & 15) && !isAnnounced);
        _continuity = continuity;
        return true;
    }

    public void Add(ReadOnlySpan<byte> payload)
    {
        if (_length + payload.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + payload.Length, _bytes.Length * 2));
        }

        payload.CopyTo(_bytes.AsSpan(_length));
        _length += payload.Length;
    }

    /// <summary>What it holds; false where it cannot be read.</summary>
    /// <param name="pts">In 90 kHz, or -1.</param>
    /// <param name="dts">In 90 kHz; as the first where it says none.</param>
    public bool TryRead(out ReadOnlySpan<byte> data, out long pts, out long dts)
    {
        (pts, dts) = (-1, -1);
        data = default;
        var bytes = _bytes.AsSpan(0, _length);
        if (_isDamaged || bytes.Length < HeadBytes || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 1 || (bytes[6] & 0xC0) != 0x80)
        {
            return false;
        }

        var begin = HeadBytes + bytes[8];
        if (begin > bytes.Length)
        {
            return false;
        }

        var flags = bytes[7] >> 6;
        if (flags >= 2 && bytes[8] >= 5)
        {
            pts = dts = Time(bytes[9..]);
            dts = flags == 3 && bytes[8] >= 10 ? Time(bytes[14..]) : pts;
        }

        var end = WantedLength is > 0 and var wanted && wanted < bytes.Length ? wanted : bytes.Length;
        data = bytes[begin..Math.Max(begin, end)];
        return true;
    }

    /// <summary>Nothing is held any more.</summary>
    public void Forget() => (_length, _isDamaged) = (0, true);

    private static long Time(ReadOnlySpan<byte> bytes) =>
        ((long)((bytes[0] >> 1) & 7) << 30) | ((long)bytes[1] << 22) | ((long)(bytes[2] >> 1) << 15) | ((long)bytes[3] << 7) | (long)(bytes[4] >> 1);
}
