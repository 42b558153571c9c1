using System.Security.Cryptography;
using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class FairOrderTests
{
    private static readonly byte[] Seed = SHA256.HashData("a seed"u8);
    private static readonly Gen<FairEntry[]> Entries =
        Gen.Long[-1_000, 3_000].Array[0, 60].Select(responses => responses.Select((response, i) => new FairEntry(i * 7, response)).ToArray());

    [Fact]
    public void Everybody_stands_in_the_order_once_and_the_faster_step_first() =>
        Gen.Select(Entries, Gen.Long[1, 500]).Sample((entries, tieUs) =>
        {
            var order = FairOrder.Sort(entries, tieUs, Seed);

            order.Order().ShouldBe(entries.Select(entry => entry.Claim).Order());
            var steps = order.Select(claim => Math.Floor(entries[claim / 7].ResponseUs / (double)tieUs)).ToArray();
            steps.ShouldBe(steps.Order());
        });

    [Fact]
    public void The_order_does_not_depend_on_the_order_of_the_list() =>
        Gen.Select(Entries, Gen.Int).Sample((entries, seed) =>
        {
            var shuffled = entries.ToArray();
            new Random(seed).Shuffle(shuffled);

            FairOrder.Sort(shuffled, 250, Seed).ShouldBe(FairOrder.Sort(entries, 250, Seed));
        });

    [Fact]
    public void With_a_tie_of_one_only_equals_are_drawn() =>
        FairOrder.Sort([new FairEntry(1, 300), new FairEntry(2, 200), new FairEntry(3, 201)], 1, Seed).ShouldBe([2, 3, 1]);

    /// <summary>An order that is public has to come out the same from every version, for ever. This one was worked out by another program as well (Python, hmac and hashlib).</summary>
    [Fact]
    public void The_draw_is_the_one_that_was_written_down()
    {
        var entries = Enumerable.Range(1, 12).Select(claim => new FairEntry(claim, 150_000)).ToArray();

        FairOrder.Sort(entries, 250, Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")).ShouldBe(Golden);
    }

    [Fact]
    public void Another_seed_draws_another_order_and_so_does_one_more_claim_anywhere()
    {
        var entries = Enumerable.Range(1, 40).Select(claim => new FairEntry(claim, 150_000)).ToArray();
        var order = FairOrder.Sort(entries, 250, Seed);

        FairOrder.Sort(entries, 250, SHA256.HashData("another"u8)).ShouldNotBe(order);

        // Nobody's number has a lot of its own: what comes last into the list changes all of them.
        FairOrder.Sort([.. entries, new FairEntry(99, 900_000)], 250, Seed).Where(claim => claim != 99).ShouldNotBe(order);
    }

    [Fact]
    public void In_a_tie_every_claim_is_first_as_often_as_any_other()
    {
        const int Draws = 3_000, Claims = 5;
        var entries = Enumerable.Range(0, Claims).Select(claim => new FairEntry(claim, 150_000)).ToArray();
        var first = new int[Claims];
        for (var i = 0; i < Draws; i++)
        {
            first[FairOrder.Sort(entries, 250, SHA256.HashData(BitConverter.GetBytes(i)))[0]]++;
        }

        // Five standard deviations of a fair draw; always the same draws.
        first.ShouldAllBe(count => Math.Abs(count - (Draws / Claims)) < 5 * Math.Sqrt(Draws * 0.2 * 0.8));
    }

    [Fact]
    public void What_is_no_list_or_no_seed_is_refused()
    {
        Should.Throw<ArgumentException>(() => FairOrder.Sort([new FairEntry(1, 2), new FairEntry(1, 3)], 250, Seed));
        Should.Throw<ArgumentException>(() => FairOrder.Sort([], 0, Seed));
        Should.Throw<ArgumentException>(() => FairOrder.Sort([], 250, Seed.AsSpan(1)));
        FairOrder.Sort([], 250, Seed).ShouldBeEmpty();
    }

    private static readonly long[] Golden = [9, 10, 11, 8, 7, 6, 3, 5, 2, 4, 12, 1];
}
