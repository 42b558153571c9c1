using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Fairness;

public sealed class DrawVerificationTests
{
    private static readonly Gen<PublishedDraw> Draws =
        Gen.Select(Gen.Byte.Array[FairnessLimits.SeedBytes], Gen.Long[150_000, 152_000].Array[2, 40]).Select((seed, responses) => Publish(seed, responses));

    [Fact]
    public void A_draw_fits_also_after_its_way_through_JSON() =>
        Draws.Sample(draw =>
        {
            DrawVerification.Check(draw, draw.Commitment).ShouldBeEmpty();
            DrawVerification.Check(JsonSerializer.Deserialize<PublishedDraw>(JsonSerializer.Serialize(draw))!).ShouldBeEmpty();
        });

    [Fact]
    public void Another_seed_is_found() =>
        Gen.Select(Draws, Gen.Int[0, 63]).Sample((draw, digit) =>
        {
            var seed = new StringBuilder(draw.Seed);
            seed[digit] = seed[digit] == '0' ? '1' : '0';

            DrawVerification.Check(draw with { Seed = seed.ToString() }).ShouldContain(problem => problem.StartsWith("The seed is not the one"));
        });

    [Fact]
    public void Two_that_change_places_are_found() =>
        Gen.Select(Draws, Gen.Int[0, 1_000], Gen.Int[0, 1_000]).Sample((draw, a, b) =>
        {
            var order = draw.Order!.ToArray();
            (a, b) = (a % order.Length, b % order.Length);
            (order[a], order[b]) = (order[b], order[a]);

            DrawVerification.Check(draw with { Order = order }).Count.ShouldBe(a == b ? 0 : 1);
        });

    [Fact]
    public void A_line_that_was_changed_added_or_left_out_is_found() =>
        Gen.Select(Draws, Gen.Int[0, 1_000], Gen.Int[0, 3]).Sample((draw, line, how) =>
        {
            var lines = draw.Entries!.ToList();
            line %= lines.Count;
            DrawEntry.TryParse(lines[line], out var entry).ShouldBeTrue();
            switch (how)
            {
                case 0:
                    lines[line] = (entry with { ResponseUs = entry.ResponseUs - 1 }).ToString();
                    break;
                case 1:
                    lines[line] = (entry with { Pseudonym = "friend" }).ToString();
                    break;
                case 2:
                    lines.RemoveAt(line);
                    break;
                default:
                    lines.Add(new DrawEntry(9_999, "friend", 150_000).ToString());
                    break;
            }

            DrawVerification.Check(draw with { Entries = lines }).ShouldContain(problem => problem.StartsWith("The list is not the one"));
        });

    [Fact]
    public void Each_mistake_is_said_in_words()
    {
        var draw = Publish(new byte[32], [150_000, 150_000, 150_001]);
        string Only(PublishedDraw changed) => DrawVerification.Check(changed).ShouldHaveSingleItem();

        Only(draw with { Seed = null }).ShouldContain("not been revealed");
        Only(draw with { TieUs = 0 }).ShouldContain("tieUs");
        Only(draw with { Order = [1] }).ShouldContain("1 claims, the list 3");
        Only(draw with { Order = null }).ShouldContain("0 claims, the list 3");
        Only(draw with { Entries = ["x"] }).ShouldContain("Line 1");
        Only(draw with { Entries = [draw.Entries![1], draw.Entries[0]] }).ShouldContain("not by claim number");
        Only(draw with { ListSha256 = null }).ShouldContain("published one is");
        Only(draw with { Commitment = null }).ShouldContain("committed to");
        DrawVerification.Check(draw, "another").ShouldContain("The published commitment is not the one that was seen before the opening.");
        DrawVerification.Check(new PublishedDraw(null, null, null, 0, null, null, null)).ShouldNotBeEmpty();
    }

    [Fact]
    public void The_lists_hash_is_that_of_a_text_file_with_the_lines()
    {
        var list = DrawEntries.Of([new DrawEntry(2, "b", 7), new DrawEntry(1, "a_-9", -5)]);

        list.Lines.ShouldBe(["1 a_-9 -5", "2 b 7"]);
        list.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData("1 a_-9 -5\n2 b 7\n"u8)));
        DrawEntries.HashOf([]).ShouldBe(Convert.ToHexStringLower(SHA256.HashData([])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 a")]
    [InlineData("1 a 2 ")]
    [InlineData(" 1 a 2")]
    [InlineData("1  2")]
    [InlineData("01 a 2")]
    [InlineData("+1 a 2")]
    [InlineData("1 ä 2")]
    [InlineData("1 a -0")]
    [InlineData("1 a 2\n")]
    [InlineData("1 a 99999999999999999999")]
    [InlineData(null)]
    public void A_line_has_one_way_to_be_written(string? line) => DrawEntry.TryParse(line, out _).ShouldBeFalse();

    [Fact]
    public void A_list_holds_each_claim_once_and_names_that_fit_a_line()
    {
        Should.Throw<ArgumentException>(() => DrawEntries.Of([new DrawEntry(1, "a", 1), new DrawEntry(1, "b", 2)]));
        Should.Throw<ArgumentException>(() => DrawEntries.Of([new DrawEntry(1, "a b", 1)]));
        Should.Throw<ArgumentException>(() => DrawEntries.Of([new DrawEntry(1, new string('a', 65), 1)]));
    }

    [Fact]
    public void A_seed_says_its_commitment_and_not_itself()
    {
        var seed = new DrawSeed(new byte[32]);

        seed.Commitment.ShouldBe("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
        seed.ToString().ShouldNotContain(seed.Reveal());
        seed.Verify(seed.Commitment.ToUpperInvariant()).ShouldBeTrue();
        seed.Verify(null).ShouldBeFalse();
        DrawSeed.Parse(seed.Reveal())!.Verify(seed.Commitment).ShouldBeTrue();
        DrawSeed.Parse(new string('g', 64)).ShouldBeNull();
        DrawSeed.Parse("00").ShouldBeNull();
        DrawSeed.Parse(null).ShouldBeNull();
        Should.Throw<ArgumentException>(() => new DrawSeed(new byte[31]));
    }

    [Fact]
    public void A_pseudonym_depends_on_the_key_and_fits_a_line()
    {
        var pseudonym = DrawEntry.PseudonymOf("key one"u8, "web/你好");

        DrawEntry.IsPseudonym(pseudonym).ShouldBeTrue();
        DrawEntry.PseudonymOf("key two"u8, "web/你好").ShouldNotBe(pseudonym);
        DrawEntry.PseudonymOf("key one"u8, "web/你好").ShouldBe(pseudonym);
    }

    private static PublishedDraw Publish(byte[] random, long[] responses)
    {
        var seed = new DrawSeed(random);
        var list = DrawEntries.Of(responses.Select((response, i) => new DrawEntry(i + 1, $"p{i}", response)));
        return new PublishedDraw("sale", seed.Commitment, seed.Reveal(), FairnessLimits.TieUs, list.Sha256, list.Lines, FairOrder.Sort(list.Entries, FairnessLimits.TieUs, seed.Bytes));
    }
}
