using CrossLive.FlashSales.Books;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Books;

/// <summary>The index against a plain list, with hashes that collide, stand side by side and wrap around the end.</summary>
public sealed class HashIndexTests
{
    private const int Scripts = 300;

    // Few different hashes, in the first and in the last places of every size of the table.
    private static readonly Gen<uint> AnyHash = Gen.OneOf(Gen.UInt[0, 3], Gen.UInt[uint.MaxValue - 3, uint.MaxValue], Gen.UInt[0x8000_0000, 0x8000_0001], Gen.UInt);

    private static readonly Gen<(bool IsRemoval, uint Hash, int Which)[]> AnyScript = Gen.Select(Gen.Int[0, 2].Select(i => i == 0), AnyHash, Gen.Int[0, 1_000]).Array[0, 400];

    [Fact]
    public void Every_entry_is_found_by_its_hash_and_none_that_was_taken_out() =>
        AnyScript.Sample(
            script =>
            {
                var (index, there) = (new HashIndex(), new List<(uint Hash, int Entry)>());
                var made = 0;
                foreach (var (isRemoval, hash, which) in script)
                {
                    if (isRemoval && there.Count > 0)
                    {
                        var gone = there[which % there.Count];
                        there.Remove(gone);
                        index.Remove(gone.Hash, gone.Entry);
                    }
                    else
                    {
                        // Negative ones, too: they are of another table.
                        var entry = ++made * (which % 2 == 0 ? 1 : -1);
                        there.Add((hash, entry));
                        index.Add(hash, entry);
                    }
                }

                index.Count.ShouldBe(there.Count);
                foreach (var hash in script.Select(step => step.Hash).Distinct())
                {
                    Find(index, hash).ShouldBe(there.Where(known => known.Hash == hash).Select(known => known.Entry), ignoreOrder: true);
                }
            },
            iter: Scripts,
            threads: 1);

    [Fact]
    public void Taking_out_what_is_not_there_is_an_error_and_no_endless_search()
    {
        var index = new HashIndex();
        index.Add(7, 1);

        Should.Throw<InvalidOperationException>(() => index.Remove(7, 2));
        Find(index, 7).ShouldBe([1]);
    }

    private static List<int> Find(HashIndex index, uint hash)
    {
        var found = new List<int>();
        for (var at = index.Start(hash); index.Next(hash, ref at) is not 0 and var entry;)
        {
            found.Add(entry);
        }

        return found;
    }
}
