using CrossLive.Media.Codecs;
using CrossLive.Media.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Codecs;

public sealed class ConfigurationTests
{
    // Sequence headers as x264 wrote them.
    private const string FourK = "17000000000142c034ffe100196742c034da00f0010fb011000003000100000300000300780f1832a001000468ce0fc8";

    [Theory]
    [InlineData("17000000000142c015ffe100176742c015da05067e7c0440000003004000001e03c58ba801000468ce0fc8", "avc1.42c015", 320, 180)]
    [InlineData("17000000000142c02affe100186742c02ada01e0089f970110000003001000000780f1832a01000468ce0fc8", "avc1.42c02a", 1920, 1080)]
    [InlineData(FourK, "avc1.42c034", 3840, 2160)]
    [InlineData("170000000001f4001fffe1001967f4001f919680d83de2fc0440000003004000001e03c60ca801000568ce0f1920fff8f800", "avc1.f4001f", 854, 480)]
    [InlineData("170000000001f40028ffe1001f67f40028919b280a0177e2fff00b300b41000003000100000300781f162d9601000668fba3c44844fff8f800", "avc1.f40028", 1280, 716)]
    public void The_size_of_pictures_is_read_progressive_interlaced_and_cropped(string header, string codec, int width, int height) =>
        H264Configuration.Of(Video(Convert.FromHexString(header))).ShouldBe(new H264Configuration(codec, width, height));

    [Fact]
    public void The_extended_head_says_the_same()
    {
        byte[] body = [0x90, .. "avc1"u8, .. Convert.FromHexString(FourK)[5..]];
        H264Configuration.Of(Video(body)).ShouldBe(new H264Configuration("avc1.42c034", 3840, 2160));
        AacConfiguration.Of(Audio([0x90, .. "mp4a"u8, 0x11, 0x90])).ShouldBe(new AacConfiguration("mp4a.40.2", 48_000, 2));
    }

    [Theory]
    [InlineData("AF001210", "mp4a.40.2", 44_100, 2)]
    [InlineData("AF001188", "mp4a.40.2", 48_000, 1)]
    [InlineData("AF002B8A", "mp4a.40.5", 22_050, 1)]
    public void The_rate_and_the_channels_of_sound_are_read(string header, string codec, int rate, int channels) =>
        AacConfiguration.Of(Audio(Convert.FromHexString(header))).ShouldBe(new AacConfiguration(codec, rate, channels));

    [Fact]
    public void Mutated_headers_are_read_or_not_and_never_throw_nor_give_a_size_that_no_picture_has()
    {
        var whole = Convert.FromHexString(FourK);
        Gen.Select(Gen.Select(Gen.Int[5, whole.Length - 1], Gen.Byte).Array[1, 8], Gen.Int[0, whole.Length]).Sample(
            (changes, length) =>
            {
                var bytes = whole.ToArray();
                foreach (var (at, value) in changes)
                {
                    bytes[at] = value;
                }

                if (H264Configuration.Of(Video(bytes[..length])) is { } read)
                {
                    read.WidthPx.ShouldBeInRange(1, 16_384);
                    read.HeightPx.ShouldBeInRange(1, 16_384);
                }
            },
            iter: 20_000,
            threads: 1);
        Gen.Byte.Array[0, 12].Sample(bytes => AacConfiguration.Of(Audio([0xAF, 0, .. bytes])), iter: 5_000, threads: 1);
    }

    private static FlvTag Video(byte[] body) => new(FlvTagKind.Video, 0, body);

    private static FlvTag Audio(byte[] body) => new(FlvTagKind.Audio, 0, body);
}
