using CrossLive.Media.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

public sealed class Amf0Tests
{
    private static readonly object?[] Values =
    [
        1.5, true, "text", null, new string('x', 70_000), DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
        new object?[] { 1d, "two", null }, new Dictionary<string, object?> { ["a"] = 1d, ["b"] = new Dictionary<string, object?> { ["c"] = false } },
    ];

    [Fact]
    public void What_is_written_is_read_back()
    {
        var read = Amf0.Read(Amf0.Write(Values), new RtmpLimits());
        Amf0.Write([.. read]).ShouldBe(Amf0.Write(Values));
        read.Count.ShouldBe(Values.Length);
    }

    [Fact]
    public void A_cut_at_any_byte_is_the_protocol_error_or_fewer_values()
    {
        var bytes = Amf0.Write(1.5, "text", new Dictionary<string, object?> { ["a"] = new object?[] { 1d } });
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                Amf0.Read(bytes.AsSpan(0, length), new RtmpLimits()).Count.ShouldBeLessThan(3);
            }
            catch (RtmpProtocolException broken)
            {
                broken.Message.ShouldContain("AMF");
            }
        }
    }

    [Fact]
    public void Any_bytes_are_values_or_the_protocol_error() => Gen.OneOf(Gen.Byte, Gen.Byte[0, 17]).Array[0, 200].Sample(
        bytes =>
        {
            try
            {
                Amf0.Read(bytes, new RtmpLimits());
            }
            catch (RtmpProtocolException)
            {
                // As it should.
            }
        },
        iter: 20_000,
        threads: 1);

    [Fact]
    public void Depth_and_number_are_limited()
    {
        object? deep = 1d;
        for (var i = 0; i < 9; i++)
        {
            deep = new[] { deep };
        }

        Should.Throw<RtmpProtocolException>(() => Amf0.Read(Amf0.Write(deep), new RtmpLimits())).Message.ShouldContain("deeper");
        Should.Throw<RtmpProtocolException>(() => Amf0.Read(Enumerable.Repeat((byte)5, 1_001).ToArray(), new RtmpLimits())).Message.ShouldContain("1000 values");
        Should.Throw<RtmpProtocolException>(() => Amf0.Read([10, 0x7F, 0xFF, 0xFF, 0xFF], new RtmpLimits())).Message.ShouldContain("array");
    }
}
