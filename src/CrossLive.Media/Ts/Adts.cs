namespace CrossLive.Media.Ts;

/// <summary>One frame's head of AAC as transport streams carry it (ISO/IEC 13818-7, 6.2).</summary>
/// <param name="HeadBytes">Before the frame.</param>
/// <param name="FrameBytes">With its head.</param>
/// <param name="Record">The AudioSpecificConfig that says the same (ISO/IEC 14496-3, 1.6.2.1), two bytes.</param>
internal readonly record struct Adts(int HeadBytes, int FrameBytes, ushort Record, int SampleRateHz)
{
    /// <summary>What has to be there to read one.</summary>
    public const int MinBytes = 7;

    private static readonly int[] Rates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

    /// <summary>Null where none begins here. Never throws.</summary>
    public static Adts? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MinBytes || bytes[0] != 0xFF || (bytes[1] & 0xF6) != 0xF0)
        {
            return null;
        }

        var head = (bytes[1] & 1) == 0 ? 9 : 7;
        var (kind, rate) = ((bytes[2] >> 6) + 1, (bytes[2] >> 2) & 15);
        var channels = ((bytes[2] & 1) << 2) | (bytes[3] >> 6);
        var length = ((bytes[3] & 3) << 11) | (bytes[4] << 3) | (bytes[5] >> 5);
        // More than one frame behind one head is not written by anybody.
        return rate < Rates.Length && length > head && (bytes[6] & 3) == 0
            ? new Adts(head, length, (ushort)((kind << 11) | (rate << 7) | (channels << 3)), Rates[rate])
            : null;
    }
}
