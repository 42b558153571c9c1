using CrossLive.LoadTests.Media.Links;

namespace CrossLive.LoadTests.Tests.Media;

public sealed class LinkTests
{
    [Theory]
    [InlineData("")]
    [InlineData("5\n4\n2000\n")]
    [InlineData("0\nabc\n2000\n")]
    [InlineData("-1\n2000\n")]
    [InlineData("0\n999\n")]
    [InlineData("0\n99999999\n")]
    public void A_file_that_is_no_trace_is_refused_with_its_name(string text) =>
        Should.Throw<InvalidDataException>(() => LinkTrace.Parse("bad.up", text)).Message.ShouldStartWith("bad.up");

    [Fact]
    public void A_trace_is_played_in_a_loop()
    {
        var trace = LinkTrace.Parse("two", "0\n0\n500\n1000\n");

        trace.LengthMs.ShouldBe(1_000);
        trace.BytesAt(0).ShouldBe(3_000);
        trace.BytesAt(1_500).ShouldBe(1_500);
        trace.Bytes(0, 2_000).ShouldBe(2 * 4 * LinkTrace.ChanceBytes);
        trace.Bytes(-100, 1).ShouldBe(3_000);
    }

    [Fact]
    public void A_generated_trace_is_one_and_the_same_seed_gives_the_same()
    {
        var text = LinkTrace.Generate(3, 30_000);

        LinkTrace.Generate(3, 30_000).ShouldBe(text);
        LinkTrace.Generate(4, 30_000).ShouldNotBe(text);
        var trace = LinkTrace.Parse("made", text);
        (trace.Bytes(0, 30_000) * 8.0 / 30_000).ShouldBeInRange(300, 8_000);
    }

    [Fact]
    public void TCP_delivers_every_byte_once_and_in_order_through_a_queue_that_overflows()
    {
        var path = new TcpPath(Constant(1_000), roundTripMs: 40, queueBytes: 20_000);
        var (written, nowMs, delivered) = (0L, 0L, 0L);
        for (; nowMs < 20_000; nowMs++)
        {
            path.Pass(nowMs);
            if (nowMs < 10_000)
            {
                written += path.FreeBytes;
                path.Write(path.FreeBytes);
            }

            path.DeliveredBytes.ShouldBeGreaterThanOrEqualTo(delivered);
            delivered = path.DeliveredBytes;
        }

        path.RepeatedPackets.ShouldBeGreaterThan(0);
        path.DeliveredBytes.ShouldBe(written);
        path.AckedBytes.ShouldBe(written);
        path.UnackedBytes.ShouldBe(0);
    }

    [Fact]
    public void TCP_fills_a_constant_link_and_an_idle_one_has_the_round_trip_of_the_way()
    {
        var path = new TcpPath(Constant(4_000), roundTripMs: 40, queueBytes: 225_000);
        path.Write(1_000);
        for (var nowMs = 0L; nowMs < 100; nowMs++)
        {
            path.Pass(nowMs);
        }

        // Chances come every 3 ms here.
        path.RoundTripMs.ShouldBeInRange(40, 44);
        for (var nowMs = 100L; nowMs < 20_100; nowMs++)
        {
            path.Pass(nowMs);
            path.Write(path.FreeBytes);
        }

        (path.DeliveredBytes * 8.0 / 20_000).ShouldBeInRange(3_500, 4_000);
    }

    /// <summary>A link of one rate.</summary>
    internal static LinkTrace Constant(int kbps, int lengthMs = 3_000) =>
        LinkTrace.Parse("constant", string.Concat(Enumerable.Range(0, lengthMs * kbps / 8 / LinkTrace.ChanceBytes).Select(i => $"{i * 8L * LinkTrace.ChanceBytes / kbps}\n")) + $"{lengthMs}\n");
}
