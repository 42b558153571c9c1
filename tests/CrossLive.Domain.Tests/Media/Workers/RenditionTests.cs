using CrossLive.Media.Workers;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media.Workers;

public sealed class RenditionTests
{
    [Fact]
    public void The_largest_is_what_the_source_fills_and_each_next_has_at_most_half_the_rate()
    {
        Rendition.Of(1920, 1080, 60, 1080).ShouldBe([new("1080p", 1920, 1080, 60, 4_500, 3_000), new("480p", 854, 480, 30, 1_500, 600), new("240p", 426, 240, 15, 400, 100)]);
        Rendition.Of(1920, 1080, 30, 720).ShouldBe([new("720p", 1280, 720, 30, 3_000, 1_200), new("480p", 854, 480, 30, 1_500, 600), new("240p", 426, 240, 15, 400, 100)]);
        Rendition.Of(720, 1280, 30, 1080).Select(each => (each.WidthPx, each.HeightPx)).ShouldBe([(720, 1280), (480, 854), (240, 426)], "Portrait stays portrait.");
        Rendition.Of(320, 180, 15, 1080).ShouldBe([new("180p", 320, 180, 15, 400, 100)], "What is small already keeps its size.");
    }

    [Fact]
    public void Sides_are_even_rates_fall_and_nothing_is_larger_than_it_comes() =>
        Gen.Select(Gen.Int[16, 4_096], Gen.Int[16, 4_096], Gen.Int[1, 120], Gen.Int[240, 2_160]).Sample(
            (width, height, perSecond, limit) =>
            {
                var all = Rendition.Of(width, height, perSecond, limit);
                all.Count.ShouldBeInRange(1, Rendition.Most);
                all.ShouldAllBe(each => each.WidthPx % 2 == 0 && each.HeightPx % 2 == 0 && each.WidthPx <= width + 1 && each.HeightPx <= height + 1 && each.PicturesPerSecond <= perSecond);
                all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.Second.Kbps * 2 <= pair.First.Kbps);
            },
            threads: 1);
}
