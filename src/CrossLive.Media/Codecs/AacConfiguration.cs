using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Codecs;

/// <summary>What a sequence header of AAC says of the sound: an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).</summary>
/// <param name="Codec">As in RFC 6381: "mp4a.40." with the kind of AAC.</param>
/// <param name="Channels">Null where the stream itself says.</param>
/// <param name="SamplesPerFrame">Of one channel, at the rate above.</param>
public sealed record AacConfiguration(string Codec, int SampleRateHz, int? Channels, int SamplesPerFrame = AacConfiguration.UsualSamplesPerFrame)
{
    private const int UsualSamplesPerFrame = 1_024, ShortSamplesPerFrame = 960, SpectralBandReplication = 5, ParametricStereo = 29;
    private const int EscapedKind = 31, EscapedRate = 15;
    private static readonly int[] Rates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
    private static readonly int[] ChannelCounts = [0, 1, 2, 3, 4, 5, 6, 8];

    /// <summary>Null where the tag is not such a header or cannot be read. Never throws.</summary>
    public static AacConfiguration? Of(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Head is not { Codec: FlvCodec.Aac, IsSequenceHeader: true })
        {
            return null;
        }

        // Two bytes before it, five where the head is the extended one.
        var bits = new BitReader(tag.Body.Span[Math.Min(tag.Body.Length, tag.Body.Span[0] >> 4 == 9 ? 5 : 2)..]);
        var kind = bits.Bits(5);
        kind = kind == EscapedKind ? 32 + bits.Bits(6) : kind;
        var index = bits.Bits(4);
        var rate = index == EscapedRate ? (int)bits.Bits(24) : index < Rates.Length ? Rates[index] : 0;
        var channels = bits.Bits(4);
        if (bits.IsBeyond || kind == 0 || rate == 0)
        {
            return null;
        }

        if (kind is SpectralBandReplication or ParametricStereo)
        {
            // The rate that is heard and the kind that is coded, before what says how long a frame is.
            _ = bits.Bits(4) == EscapedRate ? bits.Bits(24) : 0;
            _ = bits.Bits(5);
        }

        var isShort = bits.Flag() && !bits.IsBeyond;
        return new AacConfiguration(
            $"mp4a.40.{kind}", rate, channels > 0 && channels < ChannelCounts.Length ? ChannelCounts[channels] : null, isShort ? ShortSamplesPerFrame : UsualSamplesPerFrame);
    }
}
