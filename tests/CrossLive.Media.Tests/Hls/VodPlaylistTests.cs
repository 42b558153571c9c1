using CrossLive.Media.Fragments;
using CrossLive.Media.Hls;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Hls;

public sealed class VodPlaylistTests
{
    [Fact]
    public void Segments_are_ranges_of_the_file_that_begin_with_keyframes()
    {
        var playlist = VodPlaylist.Of(IndexOf(900, [(2_000, true), (1_000, false), (2_000, true), (1_500, true)]), "show.mp4?access_token=t");
        playlist.Split('\n').ShouldBe([
            "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-TARGETDURATION:5",
            "#EXT-X-MAP:URI=\"show.mp4?access_token=t\",BYTERANGE=\"900@0\"",
            "#EXTINF:5.000,", "#EXT-X-BYTERANGE:300@900", "show.mp4?access_token=t",
            "#EXTINF:1.500,", "#EXT-X-BYTERANGE:100@1200", "show.mp4?access_token=t",
            "#EXT-X-ENDLIST", "",
        ]);
    }

    [Fact]
    public void A_recording_of_nothing_has_a_playlist_of_nothing() => VodPlaylist.Of(IndexOf(900, []), "show.mp4").ShouldEndWith("#EXT-X-TARGETDURATION:1\n#EXT-X-ENDLIST\n");

    [Fact]
    public void All_of_the_file_is_played_in_order_and_nothing_twice() =>
        Gen.Select(Gen.Int[1, 3_000], Gen.Bool).Array[1, 60].Sample(
            fragments =>
            {
                var index = IndexOf(700, fragments);
                var ranges = VodPlaylist.Of(index, "m").Split('\n').Where(line => line.StartsWith("#EXT-X-BYTERANGE:", StringComparison.Ordinal))
                    .Select(line => line["#EXT-X-BYTERANGE:".Length..].Split('@')).Select(range => (Bytes: long.Parse(range[0]), Offset: long.Parse(range[1]))).ToArray();
                ranges[0].Offset.ShouldBe(700);
                for (var i = 1; i < ranges.Length; i++)
                {
                    ranges[i].Offset.ShouldBe(ranges[i - 1].Offset + ranges[i - 1].Bytes);
                    index.Fragments.Single(fragment => fragment.Offset == ranges[i].Offset).BeginsWithKeyframe.ShouldBeTrue();
                }

                (ranges[^1].Offset + ranges[^1].Bytes).ShouldBe(index.WholeBytes);
            },
            threads: 1);

    private static Mp4Index IndexOf(long headBytes, IReadOnlyList<(int DurationMs, bool IsKey)> fragments)
    {
        var (made, offset, at) = (new List<Mp4Index.Fragment>(), headBytes, 0L);
        foreach (var (durationMs, isKey) in fragments)
        {
            made.Add(new Mp4Index.Fragment(offset, 10, at, at + durationMs, isKey));
            (offset, at) = (offset + 100, at + durationMs);
        }

        return new Mp4Index(null, null, made, offset);
    }
}
