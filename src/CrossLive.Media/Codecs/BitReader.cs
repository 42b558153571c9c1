namespace CrossLive.Media.Codecs;

/// <summary>Reads bits, high ones first (H.264, 7.2 and 9.1). Never throws: beyond the end it gives zeros and <see cref="IsBeyond"/>.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxGolombZeros = 31;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _bit;

    /// <summary>True once more was read than there is, or a number that no stream holds.</summary>
    public bool IsBeyond { get; private set; }

    /// <summary>An unsigned number of 0 to 32 bits.</summary>
    public uint Bits(int count)
    {
        var value = 0u;
        for (var i = 0; i < count; i++)
        {
            var at = _bit >> 3;
            if (at >= _bytes.Length)
            {
                IsBeyond = true;
                return 0;
            }

            value = (value << 1) | (uint)((_bytes[at] >> (7 - (_bit & 7))) & 1);
            _bit++;
        }

        return value;
    }

    public bool Flag() => Bits(1) == 1;

    /// <summary>ue(v).</summary>
    public uint Golomb()
    {
        var zeros = 0;
        while (!IsBeyond && Bits(1) == 0)
        {
            if (++zeros > MaxGolombZeros)
            {
                IsBeyond = true;
            }
        }

        return IsBeyond ? 0 : (1u << zeros) - 1 + Bits(zeros);
    }

    /// <summary>se(v).</summary>
    public int SignedGolomb()
    {
        var code = Golomb();
        return (code & 1) == 1 ? (int)((code + 1) >> 1) : -(int)(code >> 1);
    }
}
