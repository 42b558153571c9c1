using CrossLive.FlashSales;
using CrossLive.FlashSales.Books;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Books;

/// <summary>Claims by row, number and key over many pages.</summary>
public sealed class ClaimBookTests
{
    private const int Claims = 30_000;

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 16).Select(i => (byte)(i * 37))];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_claim_is_found_by_its_number_and_its_key_whatever_gaps_late_ones_have_left(int keptOneIn)
    {
        var book = new ClaimBook(Secret);
        for (var number = 1; number <= Claims; number++)
        {
            var claim = new ClaimRow { Number = number, Key = KeyOf(number), Fingerprint = (ulong)number };
            if (number % keptOneIn == 0)
            {
                book.Add(claim);
            }
            else
            {
                book.AddLate(claim);
            }
        }

        book.Count.ShouldBe(Claims / keptOneIn);
        for (var number = 1; number <= Claims; number++)
        {
            var row = book.Find(number);
            var isKept = number % keptOneIn == 0;
            row.ShouldBe(isKept ? (number / keptOneIn) - 1 : -1);
            book.TryFind(KeyOf(number), out var known).ShouldBeTrue();
            known.ShouldBe(new KnownKey(row, (ulong)number, number));
        }

        book.Find(0).ShouldBe(-1);
        book.Find(-1).ShouldBe(-1);
        book.Find(Claims + 1).ShouldBe(-1);
        book.TryFind(KeyOf(Claims + 1), out _).ShouldBeFalse();
    }

    [Fact]
    public void Keys_that_are_alike_but_in_one_half_are_apart()
    {
        var book = new ClaimBook(Secret);
        book.Add(new ClaimRow { Number = 1, Key = new CommandKey(5, 6) });

        book.TryFind(new CommandKey(5, 7), out _).ShouldBeFalse();
        book.TryFind(new CommandKey(6, 5), out _).ShouldBeFalse();
        book.TryFind(new CommandKey(5, 6), out var known).ShouldBeTrue();
        known.Row.ShouldBe(0);
    }

    // Both halves small, and so all of them in one place if the hash were of one half.
    private static CommandKey KeyOf(int number) => new((ulong)(number % 200), (ulong)(number / 200));
}
