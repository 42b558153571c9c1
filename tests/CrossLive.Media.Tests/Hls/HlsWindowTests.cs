using CrossLive.Media.Fragments;
using CrossLive.Media.Hls;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Hls;

public sealed class HlsWindowTests
{
    private static readonly HlsLimits Limits = new() { SegmentMs = 1_000, WindowSegments = 3, KeptSegments = 2, MaxBytes = 10_000, MaxSegmentMs = 5_000 };

    [Fact]
    public void A_segment_begins_with_a_keyframe_and_lasts_a_second_at_least()
    {
        var window = new HlsWindow(Limits);
        window.Take(Head()).ShouldBeFalse();
        foreach (var (start, isKey) in new[] { (0, true), (500, true), (1_000, false), (1_500, true), (2_000, true), (2_500, true) })
        {
            window.Take(Fragment(start, start + 500, isKey));
        }

        window.ToPlaylist().ShouldBe(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-INDEPENDENT-SEGMENTS\n"
            + "#EXT-X-MAP:URI=\"init-0.mp4\"\n#EXTINF:1.500,\n0.m4s\n#EXTINF:1.000,\n1.m4s\n");
        window.End();
        window.ToPlaylist().ShouldEndWith("2.m4s\n#EXT-X-ENDLIST\n");
    }

    [Fact]
    public void Where_no_keyframe_comes_a_segment_is_cut_all_the_same_and_nothing_is_said_of_independence()
    {
        var window = new HlsWindow(Limits);
        window.Take(Head());
        for (var i = 0; i < 11; i++)
        {
            window.Take(Fragment(i * 1_000, (i + 1) * 1_000, i == 0));
        }

        window.ToPlaylist().ShouldContain("#EXTINF:5.000,\n1.m4s");
        window.ToPlaylist().ShouldNotContain("INDEPENDENT");
    }

    [Fact]
    public void Another_configuration_is_a_discontinuity_that_is_still_counted_when_it_has_gone()
    {
        var window = new HlsWindow(Limits);
        for (var head = 0; head < 3; head++)
        {
            window.Take(Head());
            for (var i = 0; i < 3; i++)
            {
                window.Take(Fragment(i * 1_000, (i + 1) * 1_000, true));
            }
        }

        window.End();
        var playlist = window.ToPlaylist();
        playlist.ShouldContain("#EXT-X-MEDIA-SEQUENCE:6\n#EXT-X-DISCONTINUITY-SEQUENCE:2\n");
        playlist.ShouldContain("#EXT-X-MAP:URI=\"init-2.mp4\"");
        window.FindHead(0).ShouldBeNull();
        window.FindHead(1).ShouldNotBeNull();
    }

    [Fact]
    public void The_window_holds_no_more_than_it_may_in_segments_and_in_bytes_and_its_numbers_go_up_by_one() => Gen.Select(Gen.Int[1, 3_000], Gen.Bool, Gen.Int[1, 4_000], Gen.Int[0, 9]).Array[1, 60].Sample(
        steps =>
        {
            var window = new HlsWindow(Limits);
            window.Take(Head());
            var (at, newest) = (0L, -1L);
            foreach (var (durationMs, isKey, bytes, other) in steps)
            {
                if (other == 0)
                {
                    window.Take(Head());
                    at = 0;
                }

                window.Take(Fragment(at, at + durationMs, isKey, bytes));
                at += durationMs;
                window.Bytes.ShouldBeLessThanOrEqualTo(Limits.MaxBytes);
                var numbers = window.ToPlaylist().Split('\n').Where(line => line.EndsWith(".m4s", StringComparison.Ordinal)).Select(line => long.Parse(line[..^4], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                numbers.Length.ShouldBeLessThanOrEqualTo(Limits.WindowSegments);
                numbers.ShouldAllBe(number => window.Find(number) != null);
                numbers.Zip(numbers.Skip(1)).ShouldAllBe(pair => pair.Second == pair.First + 1);
                if (numbers.Length > 0)
                {
                    numbers[^1].ShouldBeGreaterThanOrEqualTo(newest);
                    newest = numbers[^1];
                }
            }
        },
        threads: 1,
        iter: 500);

    private static Mp4Piece.Head Head() => new(new byte[100], null, null, 0);

    private static Mp4Piece.Fragment Fragment(long startMs, long endMs, bool isKey, int bytes = 100) => new(new byte[bytes], startMs, endMs, isKey);
}
