using CrossLive.Media;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media;

public sealed class PlatformProfilesTests
{
    public static TheoryData<string> Names => [.. PlatformProfiles.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_ladder_falls_step_by_step_without_a_hole_down_to_the_least_rate(string name)
    {
        var profile = PlatformProfiles.Of(name);

        profile.Rungs[^1].LeastBps.ShouldBe(BitrateLimits.LeastVideoBps);
        foreach (var (upper, lower) in profile.Rungs.Zip(profile.Rungs.Skip(1)))
        {
            upper.LeastBps.ShouldBeGreaterThan(lower.LeastBps);
            lower.MostBps.ShouldBeGreaterThanOrEqualTo(upper.LeastBps, "a rate that is too little for one has to be possible on the next");
            (lower.Width * lower.Height).ShouldBeLessThanOrEqualTo(upper.Width * upper.Height);
        }

        profile.Rungs.ShouldAllBe(rung => rung.LeastBps < rung.MostBps && rung.Width % 2 == 0 && rung.Height % 2 == 0 && rung.PicturesPerSecond >= 15);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_profile_says_where_it_is_from_and_has_audio_and_keyframes_that_platforms_take(string name)
    {
        var profile = PlatformProfiles.Of(name);

        profile.Source.ShouldNotBeNullOrWhiteSpace();
        profile.AudioBps.ShouldBeInRange(PlatformProfile.LowAudioBps, 320_000);
        profile.KeyframeMs.ShouldBeInRange(1_000, 4_000);
    }

    [Fact]
    public void Names_are_found_in_any_case_and_an_unknown_one_is_treated_with_care()
    {
        PlatformProfiles.Of("YouTube").ShouldBe(PlatformProfiles.YouTube);
        PlatformProfiles.Of("someone-else").ShouldBe(PlatformProfiles.Generic);
        PlatformProfiles.Generic.MaxVideoBps.ShouldBeLessThanOrEqualTo(PlatformProfiles.Twitch.MaxVideoBps);
    }
}
