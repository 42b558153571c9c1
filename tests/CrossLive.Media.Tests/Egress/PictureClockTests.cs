using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Egress;

public sealed class PictureClockTests
{
    // 320 × 180, from x264.
    private static readonly byte[] Configuration = Convert.FromHexString("17000000000142c015ffe100176742c015da05067e7c0440000003004000001e03c58ba801000468ce0fc8");

    [Theory]
    [InlineData(1_000.0 / 30, 30)]
    [InlineData(1_000.0 / 60, 60)]
    [InlineData(40, 25)]
    [InlineData(1_001.0 / 30, 30)]
    [InlineData(1, 60)]
    public void Size_and_rate_are_known_after_a_few_pictures_and_not_before(double distanceMs, int perSecond)
    {
        var clock = new PictureClock();
        clock.Take(new FlvTag(FlvTagKind.Video, 0, Configuration));
        for (var i = 0; i < 12; i++)
        {
            clock.Facts.ShouldBeNull();
            clock.Take(new FlvTag(FlvTagKind.Video, (uint)(i * distanceMs), new byte[] { (byte)(i == 0 ? 0x17 : 0x27), 1, 0, 0, 0, 1 }));
        }

        clock.Facts!.PerSecond.ShouldBe(perSecond);
        clock.Facts.WidthPx.ShouldBeGreaterThan(0);
    }
}
