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
}
