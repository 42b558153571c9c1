using System.Globalization;
using System.Text;
using CrossLive.Media.Fragments;

namespace CrossLive.Media.Hls;

/// <summary>A playlist of a whole recording (HLS, RFC 8216), whose segments are ranges of its one file: nothing is made or copied. Pure.</summary>
public static class VodPlaylist
{
    /// <summary>A segment lasts at least as long, ms, where the keyframes let it: fewer requests than fragments.</summary>
    public const int LeastSegmentMs = 4_000;

    /// <summary>The playlist.</summary>
    /// <param name="media">The file's address, as it is to be asked for.</param>
    public static string Of(Mp4Index index, string media)
    {
        ArgumentNullException.ThrowIfNull(index);
        var segments = SegmentsOf(index);
        var text = new StringBuilder();
        var longestSeconds = segments.Count == 0 ? 1 : segments.Max(each => (each.DurationMs + 999) / 1_000);
        text.Append("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-TARGETDURATION:{longestSeconds}\n");
        if (segments.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"{media}\",BYTERANGE=\"{segments[0].Offset}@0\"\n");
        }

        foreach (var (offset, bytes, durationMs) in segments)
        {
            text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{durationMs / 1_000d:0.000},\n#EXT-X-BYTERANGE:{bytes}@{offset}\n{media}\n");
        }

        return text.Append("#EXT-X-ENDLIST\n").ToString();
    }

    // Each begins with a keyframe. What stands before the first keyframe belongs to the first segment.
    private static List<(long Offset, long Bytes, long DurationMs)> SegmentsOf(Mp4Index index)
    {
        var segments = new List<(long Offset, long Bytes, long DurationMs)>();
        for (var (i, first) = (1, 0); i <= index.Fragments.Count; i++)
        {
            var (begin, isLast) = (index.Fragments[first], i == index.Fragments.Count);
            var endMs = index.Fragments[i - 1].EndMs;
            if (isLast || (index.Fragments[i].BeginsWithKeyframe && endMs - begin.StartMs >= LeastSegmentMs))
            {
                var end = isLast ? index.WholeBytes : index.Fragments[i].Offset;
                segments.Add((begin.Offset, end - begin.Offset, Math.Max(1, endMs - begin.StartMs)));
                first = i;
            }
        }

        return segments;
    }
}
