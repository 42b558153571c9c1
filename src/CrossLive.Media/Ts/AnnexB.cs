namespace CrossLive.Media.Ts;

/// <summary>One picture of H.264 as transport streams carry it: units between start codes (H.264, annex B).</summary>
internal static class AnnexB
{
    private const int Slice = 1, Idr = 5, ParameterSet = 7, PictureParameterSet = 8, Delimiter = 9, Filler = 12;

    /// <summary>The units as files carry them, each behind four bytes of its length, without parameter sets, delimiters and filling. Never throws.</summary>
    /// <param name="sps">The newest sequence parameter set; left as it is where there is none.</param>
    /// <param name="pps">The newest picture parameter set; likewise.</param>
    /// <param name="headBytes">Room before the first unit.</param>
    public static (byte[] Picture, bool IsKey, bool HasSlice) Convert(ReadOnlySpan<byte> bytes, ref byte[]? sps, ref byte[]? pps, int headBytes)
    {
        // Three bytes of a start code become four of a length, so it may grow by a byte a unit.
        var picture = new byte[headBytes + bytes.Length + (bytes.Length / 4) + 4];
        var (length, isKey, hasSlice) = (headBytes, false, false);
        for (var at = NextStart(bytes, 0); at < bytes.Length;)
        {
            var next = NextStart(bytes, at);
            var unit = bytes[at..(next >= bytes.Length ? bytes.Length : EndBefore(bytes, at, next))];
            if (next >= bytes.Length)
            {
                unit = unit.TrimEnd((byte)0);
            }

            if (unit.Length > 0)
            {
                switch (unit[0] & 31)
                {
                    case ParameterSet:
                        Keep(ref sps, unit);
                        break;
                    case PictureParameterSet:
                        Keep(ref pps, unit);
                        break;
                    case Delimiter or Filler:
                        break;
                    case var kind:
                        isKey |= kind == Idr;
                        hasSlice |= kind is >= Slice and <= Idr;
                        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(length), unit.Length);
                        unit.CopyTo(picture.AsSpan(length + 4));
                        length += 4 + unit.Length;
                        break;
                }
            }

            at = next;
        }

        Array.Resize(ref picture, length);
        return (picture, isKey, hasSlice);
    }

    /// <summary>The AVC decoder configuration record of two parameter sets (ISO/IEC 14496-15, 5.3.3.1).</summary>
    public static byte[] Record(ReadOnlySpan<byte> sps, ReadOnlySpan<byte> pps) =>
        [1, sps[1], sps[2], sps[3], 0xFF, 0xE1, (byte)(sps.Length >> 8), (byte)sps.Length, .. sps, 1, (byte)(pps.Length >> 8), (byte)pps.Length, .. pps];

    private static void Keep(ref byte[]? known, ReadOnlySpan<byte> unit)
    {
        if (unit.Length is >= 4 and <= ushort.MaxValue && !unit.SequenceEqual(known))
        {
            known = unit.ToArray();
        }
    }

    // Behind the next start code, or behind the end.
    private static int NextStart(ReadOnlySpan<byte> bytes, int from)
    {
        var found = bytes[from..].IndexOf("\0\0\u0001"u8);
        return found < 0 ? bytes.Length : from + found + 3;
    }

    // Zeros before a start code belong to it.
    private static int EndBefore(ReadOnlySpan<byte> bytes, int at, int next)
    {
        var end = next - 3;
        while (end > at && bytes[end - 1] == 0)
        {
            end--;
        }

        return end;
    }
}
