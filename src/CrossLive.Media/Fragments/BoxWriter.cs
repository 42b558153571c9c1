using System.Buffers.Binary;

namespace CrossLive.Media.Fragments;

/// <summary>Writes boxes (ISO/IEC 14496-12, 4.2) into memory that grows.</summary>
internal sealed class BoxWriter(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; not to be written to any more.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Begins a box; give what it returns to <see cref="End"/>.</summary>
    public int Begin(ReadOnlySpan<byte> type)
    {
        var at = Length;
        U32(0);
        Bytes(type);
        return at;
    }

    /// <summary>Begins a box with version and flags.</summary>
    public int Begin(ReadOnlySpan<byte> type, byte version, uint flags)
    {
        var at = Begin(type);
        U32(((uint)version << 24) | flags);
        return at;
    }

    /// <summary>The box ends here.</summary>
    public void End(int box) => Set32(box, (uint)(Length - box));

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void Zeros(int count) => Take(count).Clear();

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Sets what was written before.</summary>
    public void Set32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(at), value);

    private Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + count, _bytes.Length * 2));
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
