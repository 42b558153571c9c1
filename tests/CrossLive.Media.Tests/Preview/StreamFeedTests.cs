using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Tests.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Preview;

public sealed class StreamFeedTests
{
    private static readonly FlvTag Header = new(FlvTagKind.Video, 0, Publisher.AvcHeader), SoundHeader = new(FlvTagKind.Audio, 0, Publisher.AacHeader);
    private static readonly PreviewLimits Small = new() { MaxCacheBytes = 1_000, MaxCacheMs = 500, MaxWaitingBytes = 1_000, MaxWaitingMs = 300, MaxSkips = 2 };

    [Fact]
    public async Task Who_comes_late_begins_with_the_configuration_and_the_last_keyframe()
    {
        var feed = Live();
        Pictures(feed, 0, 3);
        Pictures(feed, 1_000, 3);
        using var reader = feed.TryOpen()!;
        var begin = await Taken(reader);
        begin.Select(tag => tag.TimestampMs).ShouldBe([1_000u, 1_000, 1_000, 1_040, 1_080]);
        begin.Take(2).ShouldAllBe(tag => tag.Head.IsSequenceHeader);
        begin[2].Head.IsKeyFrame.ShouldBeTrue();
        feed.Take(Picture(1_120, false));
        (await Taken(reader)).ShouldHaveSingleItem().TimestampMs.ShouldBe(1_120u);
    }

    [Theory]
    [InlineData(20, 100, 0)]
    [InlineData(4, 400, 0)]
    [InlineData(2, 100, 600)]
    public async Task A_group_that_is_too_large_or_too_long_is_forgotten_and_who_comes_then_waits_for_the_next_keyframe(int frames, int bytes, int gapMs)
    {
        var feed = Live(Small);
        for (var i = 0; i < frames; i++)
        {
            feed.Take(Picture((uint)(i * (20 + gapMs)), i == 0, bytes));
        }

        using var reader = feed.TryOpen()!;
        feed.Take(Picture(5_000, false));
        feed.Take(Picture(5_040, true));
        (await Taken(reader)).Where(tag => !tag.Head.IsSequenceHeader).ShouldHaveSingleItem().TimestampMs.ShouldBe(5_040u);
    }

    [Fact]
    public async Task A_new_configuration_forgets_what_was_made_with_the_old_one()
    {
        var feed = Live();
        Pictures(feed, 0, 3);
        feed.Take(new FlvTag(FlvTagKind.Video, 200, Publisher.AvcHeader));
        using var reader = feed.TryOpen()!;
        Pictures(feed, 240, 1);
        (await Taken(reader))[^1].TimestampMs.ShouldBe(240u);
    }

    [Fact]
    public async Task A_slow_reader_is_skipped_to_the_next_keyframe_with_the_configuration_before_it()
    {
        var feed = Live(Small);
        Pictures(feed, 0, 1);
        using var reader = feed.TryOpen()!;
        await Taken(reader);
        for (var ms = 40u; ms <= 400; ms += 40)
        {
            feed.Take(Picture(ms, false));
        }

        reader.Skips.ShouldBe(1);
        feed.Take(Picture(440, false));
        feed.Take(Picture(480, true));
        var next = await Taken(reader);
        next.Select(tag => (tag.Head.IsSequenceHeader, tag.TimestampMs)).ShouldBe([(true, 480u), (true, 480u), (false, 480u)]);
        reader.Cut.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_between_two_skips_is_cut_and_gives_its_place_to_another()
    {
        var feed = Live(Small with { MaxReaders = 1 });
        Pictures(feed, 0, 1);
        using var reader = feed.TryOpen()!;
        feed.TryOpen().ShouldBeNull();
        for (var ms = 40u; ms <= 1_000; ms += 40)
        {
            feed.Take(Picture(ms, ms % 200 == 0));
        }

        reader.Cut.IsCancellationRequested.ShouldBeTrue();
        (await reader.NextAsync(default)).ShouldBeNull();
        feed.Readers.ShouldBe(0);
        feed.TryOpen()!.Dispose();
    }

    [Fact]
    public async Task A_reader_that_is_skipped_too_often_is_cut()
    {
        var feed = Live(Small);
        Pictures(feed, 0, 1);
        using var reader = feed.TryOpen()!;
        await Taken(reader);
        for (var round = 0u; round < 3; round++)
        {
            reader.Cut.IsCancellationRequested.ShouldBeFalse();
            feed.Take(Picture((round * 10_000) + 1_000, true));
            feed.Take(Picture((round * 10_000) + 1_900, false));
            feed.Take(Picture((round * 10_000) + 2_000, true));
            await reader.NextAsync(default);
        }

        reader.Cut.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task The_end_comes_behind_what_waits_and_nobody_may_watch_after_it()
    {
        var feed = Live();
        Pictures(feed, 0, 2);
        using var reader = feed.TryOpen()!;
        feed.End();
        (await Taken(reader)).Count.ShouldBe(4);
        (await reader.NextAsync(default)).ShouldBeNull();
        feed.TryOpen().ShouldBeNull();
        feed.Take(Picture(1, true));
    }

    /// <summary>Whatever comes and however slowly it is taken: each piece begins with the configuration and a keyframe, times go up, and no more waits than may.</summary>
    [Fact]
    public void What_a_reader_is_given_can_always_be_decoded() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 400], Gen.Int[0, 120], Gen.Int[0, 4]).Array[1, 200].Sample(
            steps =>
            {
                var feed = Live(Small with { MaxSkips = 1_000 });
                var reader = feed.TryOpen()!;
                var isDecodable = false;
                var (ms, last, skips) = (0u, -1L, 0);
                foreach (var (kind, bytes, aheadMs, takes) in steps)
                {
                    ms += (uint)aheadMs;
                    feed.Take(kind < 2 ? Picture(ms, true, bytes) : kind < 8 ? Picture(ms, false, bytes) : new FlvTag(FlvTagKind.Audio, ms, Publisher.Sound(bytes)));
                    if (reader.Cut.IsCancellationRequested)
                    {
                        return;
                    }

                    if (reader.Skips != skips)
                    {
                        (skips, isDecodable) = (reader.Skips, false);
                    }

                    if (takes != 0)
                    {
                        continue;
                    }

                    using var none = new CancellationTokenSource();
                    var next = reader.NextAsync(none.Token);
                    if (!next.IsCompleted)
                    {
                        none.Cancel();
                        Should.Throw<OperationCanceledException>(() => next.AsTask().GetAwaiter().GetResult());
                        continue;
                    }

                    foreach (var tag in next.Result!)
                    {
                        ((long)tag.TimestampMs).ShouldBeGreaterThanOrEqualTo(last);
                        last = tag.TimestampMs;
                        isDecodable |= tag.Head.IsKeyFrame;
                        (isDecodable || tag.Head.IsSequenceHeader).ShouldBeTrue();
                    }
                }
            },
            iter: 500,
            threads: 1);

    private static StreamFeed Live(PreviewLimits? limits = null)
    {
        var feed = new StreamFeed(limits ?? new PreviewLimits());
        feed.Take(Header);
        feed.Take(SoundHeader);
        return feed;
    }

    private static void Pictures(StreamFeed feed, uint fromMs, int count)
    {
        for (var i = 0u; i < count; i++)
        {
            feed.Take(Picture(fromMs + (i * 40), i == 0));
        }
    }

    private static FlvTag Picture(uint ms, bool isKey, int bytes = 10) => new(FlvTagKind.Video, ms, Publisher.Frame(isKey, bytes));

    private static async Task<IReadOnlyList<FlvTag>> Taken(PreviewReader reader) => (await reader.NextAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(30)))!;
}
