namespace CrossLive.Server.Tests.Media;

/// <summary>What stands in a recording.</summary>
/// <param name="Pictures">Coded pictures.</param>
/// <param name="AudioFrames">Coded sound.</param>
/// <param name="BeginsWithKeyframe">Whether the first picture is one.</param>
/// <param name="StepsBack">Times that are before the one before, of one track.</param>
/// <param name="LongestAudioGapMs">Between two frames of sound.</param>
internal sealed record RecordedFlv(int Pictures, int AudioFrames, bool BeginsWithKeyframe, int StepsBack, int LongestAudioGapMs)
{
    private const int FileHeadBytes = 13, TagHeadBytes = 11, TrailerBytes = 4;

    /// <summary>Reads a file that may be written just now.</summary>
    public static RecordedFlv Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var flv = memory.ToArray();
        var (pictures, sounds, stepsBack, gap) = (0, 0, 0, 0);
        var begins = false;
        var last = new Dictionary<byte, int>();
        for (var at = FileHeadBytes; at + TagHeadBytes <= flv.Length;)
        {
            var length = (flv[at + 1] << 16) | (flv[at + 2] << 8) | flv[at + 3];
            if (at + TagHeadBytes + length > flv.Length)
            {
                break;
            }

            var time = (flv[at + 7] << 24) | (flv[at + 4] << 16) | (flv[at + 5] << 8) | flv[at + 6];
            var kind = flv[at];
            // One byte of kind, one that says whether it is a configuration.
            if (kind is 8 or 9 && length > 1 && flv[at + TagHeadBytes + 1] == 1)
            {
                begins |= kind == 9 && pictures == 0 && flv[at + TagHeadBytes] == 0x17;
                (pictures, sounds) = kind == 9 ? (pictures + 1, sounds) : (pictures, sounds + 1);
                if (last.TryGetValue(kind, out var before))
                {
                    stepsBack += time < before ? 1 : 0;
                    gap = kind == 8 ? Math.Max(gap, time - before) : gap;
                }

                last[kind] = time;
            }

            at += TagHeadBytes + length + TrailerBytes;
        }

        return new RecordedFlv(pictures, sounds, begins, stepsBack, gap);
    }
}
