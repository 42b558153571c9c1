using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Live.Network;

namespace CrossLive.LoadTests.Tests.Media;

/// <summary>The link of the network harness.</summary>
public sealed class LinkQueueTests
{
    [Fact]
    public void A_packet_takes_its_time_on_the_wire_after_the_one_before_it_and_then_the_delay()
    {
        // 1,000 bytes at 800 kbps: 10 ms.
        var link = new LinkQueue(new LinkShape(DelayMs: 20, BitsPerSecond: 800_000), new Random(1));
        link.Offer(new byte[1_000], 100);
        link.Offer(new byte[1_000], 100);
        link.TryTake(129.9, out _).ShouldBeFalse();
        link.NextMs.ShouldBe(130);
        link.TryTake(130, out _).ShouldBeTrue();
        link.TryTake(139.9, out _).ShouldBeFalse();
        link.TryTake(140, out _).ShouldBeTrue();
        link.NextMs.ShouldBeNull();
    }

    [Fact]
    public void What_does_not_fit_into_the_queue_is_lost_and_what_is_on_its_way_does_not_count()
    {
        var link = new LinkQueue(new LinkShape(DelayMs: 1_000, BitsPerSecond: 800_000, QueueBytes: 2_000), new Random(1));
        for (var i = 0; i < 4; i++)
        {
            link.Offer(new byte[1_000], 0);
        }

        // The first is on the wire, two wait.
        (link.Overflowed, link.MostWaitingBytes).ShouldBe((1, 2_000));
        link.Offer(new byte[1_000], 10);
        link.Overflowed.ShouldBe(1, "The wire has taken the next one.");
        link.Offer(new byte[1_000], 10);
        link.Overflowed.ShouldBe(2);
    }

    [Fact]
    public void Losses_are_of_the_share_and_come_again_with_the_same_seed()
    {
        List<int> Passing(int seed)
        {
            var link = new LinkQueue(new LinkShape(DelayMs: 0, LossShare: 0.05), new Random(seed));
            var passed = new List<int>();
            for (var i = 0; i < 20_000; i++)
            {
                link.Offer(BitConverter.GetBytes(i), i);
                while (link.TryTake(i, out var packet))
                {
                    passed.Add(BitConverter.ToInt32(packet));
                }
            }

            return passed;
        }

        var first = Passing(7);
        first.Count.ShouldBeInRange(18_850, 19_150);
        first.ShouldBeInOrder();
        Passing(7).ShouldBe(first);
        Passing(8).ShouldNotBe(first);
    }

    [Fact]
    public void A_trace_lets_1500_bytes_go_at_each_chance_in_a_loop_and_what_a_chance_finds_nothing_for_is_lost()
    {
        // Chances at 10, 10 and 500 ms of each second.
        var trace = LinkTrace.Parse("three", "10\n10\n500\n1000\n");
        var link = new LinkQueue(new LinkShape(DelayMs: 20) { Trace = new PlayedLink(trace, 5_000) }, new Random(1));
        link.NextMs.ShouldBeNull();
        link.Offer(new byte[1_500], 5_011);
        link.NextMs.ShouldBe(5_500, "The two chances before it are lost.");
        link.TryTake(5_519, out _).ShouldBeFalse();
        link.TryTake(5_520, out _).ShouldBeTrue();

        // Small ones share a chance, and a large one takes the rest and the next.
        link.Offer(new byte[500], 5_600);
        link.Offer(new byte[500], 5_600);
        link.Offer(new byte[1_400], 5_600);
        link.MostWaitingBytes.ShouldBe(2_400);
        link.NextMs.ShouldBe(5_999, "A chance at its very end counts for its last millisecond.");
        link.TryTake(6_019, out _).ShouldBeTrue();
        link.TryTake(6_019, out _).ShouldBeTrue();
        link.TryTake(6_019, out _).ShouldBeFalse("900 bytes of it still wait: the trace's next chance is in its second round.");
        link.TryTake(6_029, out _).ShouldBeFalse();
        link.TryTake(6_030, out _).ShouldBeTrue();
        link.NextMs.ShouldBeNull();
    }

    [Fact]
    public void A_trace_that_begins_later_carries_nothing_before_it_and_its_queue_is_full_by_what_is_left_of_packets()
    {
        var trace = LinkTrace.Parse("one", "0\n1000\n");
        var link = new LinkQueue(new LinkShape(DelayMs: 0, QueueBytes: 3_000) { Trace = new PlayedLink(trace, 100) }, new Random(1));
        link.Offer(new byte[2_000], 0);
        link.Offer(new byte[1_001], 0);
        link.Overflowed.ShouldBe(1);
        link.TryTake(99, out _).ShouldBeFalse();
        link.TryTake(100, out _).ShouldBeFalse("500 of it wait.");
        link.Offer(new byte[1_500], 100);
        link.Overflowed.ShouldBe(1, "1,500 bytes have left.");

        // Wide again: what is left of the first goes with the others.
        link.Shape = new LinkShape(DelayMs: 0);
        link.TryTake(200, out _).ShouldBeTrue();
        link.TryTake(200, out _).ShouldBeTrue();
        link.Offer(new byte[2_999], 200);
        link.Overflowed.ShouldBe(1);
    }
}
