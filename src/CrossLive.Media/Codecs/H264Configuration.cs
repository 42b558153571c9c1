using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Codecs;

/// <summary>What a sequence header of H.264 says of the pictures: an AVC decoder configuration record (ISO/IEC 14496-15, 5.3.3.1) with its first sequence parameter set (H.264, 7.3.2.1.1).</summary>
/// <param name="Codec">As in RFC 6381: "avc1." with profile, constraints and level in hexadecimal.</param>
public sealed record H264Configuration(string Codec, int WidthPx, int HeightPx)
{
    private const int MaxSidePx = 16_384;
    private const int MaxScalingLists = 12;
    private const int MaxFramesInCycle = 255;
    private const int MacroblockPx = 16;

    // Both the old and the extended head of a sequence header are five bytes.
    private const int HeadBytes = 5;

    /// <summary>Null where the tag is not such a header or cannot be read. Never throws.</summary>
    public static H264Configuration? Of(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Head is not { Codec: FlvCodec.H264, IsSequenceHeader: true } || tag.Body.Length < HeadBytes + 8)
        {
            return null;
        }

        var record = tag.Body.Span[HeadBytes..];
        var sets = record[5] & 0x1F;
        var length = (record[6] << 8) | record[7];
        if (sets < 1 || length < 4 || record.Length < 8 + length)
        {
            return null;
        }

        var set = record.Slice(8, length);
        return SizeOf(set) is { } size ? new H264Configuration($"avc1.{Convert.ToHexStringLower(set[1..4])}", size.Width, size.Height) : null;
    }

    private static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> set)
    {
        Span<byte> bytes = set.Length <= 256 ? stackalloc byte[set.Length] : new byte[set.Length];
        var bits = new BitReader(WithoutEmulation(set, bytes));
        bits.Bits(8);
        var profile = bits.Bits(8);
        bits.Bits(16);
        bits.Golomb();
        var chroma = 1u;
        var isSeparate = false;
        if (profile is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135)
        {
            chroma = bits.Golomb();
            isSeparate = chroma == 3 && bits.Flag();
            bits.Golomb();
            bits.Golomb();
            bits.Flag();
            if (bits.Flag())
            {
                SkipScaling(ref bits, chroma == 3 ? MaxScalingLists : 8);
            }
        }

        bits.Golomb();
        SkipOrderCount(ref bits);
        bits.Golomb();
        bits.Flag();
        var width = ((long)bits.Golomb() + 1) * MacroblockPx;
        var units = (long)bits.Golomb() + 1;
        var isFrames = bits.Flag();
        var height = units * MacroblockPx * (isFrames ? 1 : 2);
        if (!isFrames)
        {
            bits.Flag();
        }

        bits.Flag();
        if (bits.Flag())
        {
            var stepX = chroma is 0 or 3 || isSeparate ? 1 : 2;
            var stepY = (chroma is 1 && !isSeparate ? 2 : 1) * (isFrames ? 1 : 2);
            width -= ((long)bits.Golomb() + bits.Golomb()) * stepX;
            height -= ((long)bits.Golomb() + bits.Golomb()) * stepY;
        }

        return bits.IsBeyond || width is < 1 or > MaxSidePx || height is < 1 or > MaxSidePx ? null : ((int)width, (int)height);
    }

    private static void SkipOrderCount(ref BitReader bits)
    {
        switch (bits.Golomb())
        {
            case 0:
                bits.Golomb();
                break;
            case 1:
                bits.Flag();
                bits.SignedGolomb();
                bits.SignedGolomb();
                var frames = Math.Min(bits.Golomb(), MaxFramesInCycle);
                for (var i = 0; i < frames && !bits.IsBeyond; i++)
                {
                    bits.SignedGolomb();
                }

                break;
            default:
                break;
        }
    }

    private static void SkipScaling(ref BitReader bits, int lists)
    {
        for (var list = 0; list < lists && !bits.IsBeyond; list++)
        {
            if (!bits.Flag())
            {
                continue;
            }

            var (last, next) = (8, 8);
            for (var i = 0; i < (list < 6 ? 16 : 64) && next != 0 && !bits.IsBeyond; i++)
            {
                next = (last + bits.SignedGolomb() + 256) & 255;
                last = next == 0 ? last : next;
            }
        }
    }

    // 00 00 03 stands for 00 00 within a unit (7.4.1).
    private static Span<byte> WithoutEmulation(ReadOnlySpan<byte> unit, Span<byte> output)
    {
        var (count, zeros) = (0, 0);
        foreach (var value in unit)
        {
            if (zeros >= 2 && value == 3)
            {
                zeros = 0;
                continue;
            }

            zeros = value == 0 ? zeros + 1 : 0;
            output[count++] = value;
        }

        return output[..count];
    }
}
