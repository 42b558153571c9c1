using CrossLive.PlatformSimulators.Demo;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.Simulators;

public sealed class ShowTests
{
    [Fact]
    public void The_same_seed_tells_the_same_show_and_another_seed_another()
    {
        var show = Play(seed: 7);

        Play(seed: 7).ShouldBe(show);
        Play(seed: 8).ShouldNotBe(show);
    }

    [Fact]
    public void A_show_keeps_its_rate_over_a_whole_segment_and_shows_every_platform_and_language()
    {
        var show = Play(seed: 1, seconds: 250);

        show.Count(action => action is not ReportViewers).ShouldBeInRange(250 * 16, 250 * 24);
        show.Select(action => action.Platform).Distinct().Order().ShouldBe(["douyin", "tiktok", "twitch", "youtube"]);
        show.OfType<Say>().Select(say => say.Who.Language).Distinct().Order().ShouldBe(["de", "en", "es", "fr", "id", "ja", "ko", "pt", "vi", "zh"]);
        show.Select(action => action.GetType()).Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public void Nobody_says_an_unfilled_phrase_and_nothing_is_said_twice_in_a_row_in_one_language()
    {
        var said = Play(seed: 3, seconds: 250).OfType<Say>().ToArray();

        said.ShouldAllBe(say => !say.Text.Contains('{', StringComparison.Ordinal) && say.Text.Length > 0 && say.Text.Length <= 200);
        foreach (var language in said.GroupBy(say => say.Who.Language))
        {
            var texts = language.Select(say => say.Text).ToArray();
            texts.Zip(texts.Skip(1)).ShouldAllBe(pair => pair.First != pair.Second);
        }
    }

    [Fact]
    public void What_is_taken_down_was_said_before_on_the_same_platform()
    {
        var show = Play(seed: 5, seconds: 250);
        var said = show.OfType<Say>().ToDictionary(say => say.Number);

        show.OfType<TakeDown>().ShouldNotBeEmpty();
        show.OfType<TakeDown>().ShouldAllBe(takeDown => said[takeDown.SaidIn].Platform == takeDown.Platform && takeDown.SaidIn < takeDown.Number);
    }

    private static ShowAction[] Play(int seed, int seconds = 60)
    {
        var show = new Show(new Random(seed), eventsPerSecond: 20);
        return [.. Enumerable.Range(0, seconds * 10).SelectMany(_ => show.Advance(TimeSpan.FromMilliseconds(100)))];
    }
}
