namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>Tells coded frames apart (FNV-1a, 64 bits).</summary>
internal static class ContentHash
{
    private const ulong Offset = 14_695_981_039_346_656_037, Prime = 1_099_511_628_211;

    /// <summary>Of a frame.</summary>
    public static ulong Of(ReadOnlySpan<byte> frame)
    {
        var hash = Offset;
        foreach (var each in frame)
        {
            hash = (hash ^ each) * Prime;
        }

        return hash;
    }
}
