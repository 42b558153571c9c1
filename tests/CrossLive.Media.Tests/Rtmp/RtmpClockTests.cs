using CrossLive.Media.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

public sealed class RtmpClockTests
{
    [Fact]
    public void A_small_step_back_is_held_and_a_large_one_goes_on_with_sound_beside_the_picture()
    {
        var clock = new RtmpClock(1_000);
        clock.Next(true, 60_000).ShouldBe(60_000u);
        clock.Next(false, 59_990).ShouldBe(59_990u);
        clock.Next(true, 59_500).ShouldBe(60_000u);
        clock.Next(true, 0).ShouldBe(60_001u);
        clock.Next(false, 60_010).ShouldBe(60_010u);
        clock.Next(false, 20).ShouldBe(60_021u);
        clock.Next(true, 33).ShouldBe(60_034u);
        clock.Restarts.ShouldBe(1);
    }

    [Fact]
    public void A_wrap_of_32_bits_is_a_step_ahead()
    {
        var clock = new RtmpClock(1_000);
        clock.Next(true, uint.MaxValue - 10).ShouldBe(uint.MaxValue - 10);
        clock.Next(true, 22).ShouldBe(22u);
        clock.Restarts.ShouldBe(0);
    }

    [Fact]
    public void No_track_ever_steps_back() => Gen.Select(Gen.Bool, Gen.UInt[0, 100_000]).Array[1, 60].Sample(
        steps =>
        {
            var clock = new RtmpClock(500);
            var last = new uint[2];
            foreach (var (isVideo, sent) in steps)
            {
                var next = clock.Next(isVideo, sent);
                next.ShouldBeGreaterThanOrEqualTo(last[isVideo ? 1 : 0]);
                last[isVideo ? 1 : 0] = next;
            }
        },
        iter: 3_000,
        threads: 1);
}
