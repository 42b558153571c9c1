using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Tests.Fragments;

/// <summary>The tags of an FLV file.</summary>
internal static class FlvFile
{
    public static IReadOnlyList<FlvTag> Read(string path)
    {
        var flv = File.ReadAllBytes(path);
        var tags = new List<FlvTag>();
        for (var at = 13; at + 11 <= flv.Length;)
        {
            var length = (flv[at + 1] << 16) | (flv[at + 2] << 8) | flv[at + 3];
            var time = (uint)((flv[at + 7] << 24) | (flv[at + 4] << 16) | (flv[at + 5] << 8) | flv[at + 6]);
            tags.Add(new FlvTag((FlvTagKind)flv[at], time, flv.AsMemory(at + 11, length)));
            at += 11 + length + 4;
        }

        return tags;
    }
}
