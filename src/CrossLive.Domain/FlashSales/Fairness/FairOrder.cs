using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// The order in which a window's claims are served: by response time, ties by lot.
/// <para>
/// <b>Ties.</b> Response times are cut into steps of <c>tieUs</c>, and everything in one step is a tie. "Closer than tieUs" would not do: of three claims
/// the first could tie with the second and the second with the third, but not the first with the third. Steps are transitive; two claims that are a hair
/// apart on both sides of a border are ordered by that hair, which is what the clock said.
/// </para>
/// <para>
/// <b>The lot.</b> Within a tie the smaller HMAC-SHA256 comes first; key: the seed; message: the SHA-256 of the whole list, then the claim's number. The list
/// is in it so that nobody can look for a claim number that wins: no lot is known before the last claim of the window. The seed was committed to before, so
/// it cannot be chosen afterwards. What is left to an operator is to know the seed and to add claims of its own as the last ones until a lot suits it: such
/// claims stand in the public list, and only a number from outside that nobody knows while the window is open would shut that door.
/// </para>
/// </summary>
public static class FairOrder
{
    private const int HashBytes = SHA256.HashSizeInBytes;

    // What the hash is of is said first, so that it is the hash of nothing else.
    private static ReadOnlySpan<byte> Purpose => "crosslive.draw.1"u8;

    /// <summary>Sorts a window's claims. Pure: the same list in any order, the same <paramref name="tieUs"/> and the same seed give the same answer.</summary>
    /// <param name="entries">The claims; each number once.</param>
    /// <param name="tieUs">Width of a tie in µs, 1 or more; see <see cref="FairnessLimits.TieUs"/>. 1 draws only between equals.</param>
    /// <param name="seed">The seed that was committed to, <see cref="FairnessLimits.SeedBytes"/> bytes.</param>
    /// <returns>The claims' numbers, first served first.</returns>
    /// <exception cref="ArgumentException">A claim stands there twice, the seed has another length, or <paramref name="tieUs"/> is below 1.</exception>
    public static long[] Sort(IReadOnlyList<FairEntry> entries, long tieUs, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(tieUs, 1);
        if (seed.Length != FairnessLimits.SeedBytes)
        {
            throw new ArgumentException($"A seed has {FairnessLimits.SeedBytes} bytes, not {seed.Length}.", nameof(seed));
        }

        var lots = new Lot[entries.Count];
        for (var i = 0; i < lots.Length; i++)
        {
            lots[i] = new Lot(entries[i].Claim, entries[i].ResponseUs, StepOf(entries[i].ResponseUs, tieUs), 0, 0);
        }

        Array.Sort(lots, static (a, b) => a.Claim.CompareTo(b.Claim));
        Span<byte> message = stackalloc byte[HashBytes + sizeof(long)];
        HashList(lots, tieUs, message);
        Array.Sort(lots, static (a, b) => a.Step != b.Step ? a.Step.CompareTo(b.Step) : a.Claim.CompareTo(b.Claim));

        // Most steps hold one claim, and that needs no lot.
        for (int from = 0, to; from < lots.Length; from = to)
        {
            for (to = from + 1; to < lots.Length && lots[to].Step == lots[from].Step; to++)
            {
            }

            if (to - from > 1)
            {
                Draw(lots.AsSpan(from, to - from), seed, message);
            }
        }

        return Array.ConvertAll(lots, static lot => lot.Claim);
    }

    private static void Draw(Span<Lot> tie, ReadOnlySpan<byte> seed, Span<byte> message)
    {
        Span<byte> drawn = stackalloc byte[HashBytes];
        foreach (ref var lot in tie)
        {
            BinaryPrimitives.WriteInt64BigEndian(message[HashBytes..], lot.Claim);
            HMACSHA256.HashData(seed, message, drawn);
            lot = lot with { High = BinaryPrimitives.ReadUInt64BigEndian(drawn), Low = BinaryPrimitives.ReadUInt64BigEndian(drawn[sizeof(ulong)..]) };
        }

        // 128 bits of it: two that are equal come once in 10^38 draws, and then the smaller number is first.
        tie.Sort(static (a, b) => a.High != b.High ? a.High.CompareTo(b.High) : a.Low != b.Low ? a.Low.CompareTo(b.Low) : a.Claim.CompareTo(b.Claim));
    }

    private static void HashList(Lot[] byClaim, long tieUs, Span<byte> hash)
    {
        using var list = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> pair = stackalloc byte[2 * sizeof(long)];
        list.AppendData(Purpose);
        BinaryPrimitives.WriteInt64BigEndian(pair, tieUs);
        BinaryPrimitives.WriteInt64BigEndian(pair[sizeof(long)..], byClaim.Length);
        list.AppendData(pair);
        for (var i = 0; i < byClaim.Length; i++)
        {
            if (i > 0 && byClaim[i].Claim == byClaim[i - 1].Claim)
            {
                throw new ArgumentException($"Claim {byClaim[i].Claim} stands in the list twice.", nameof(byClaim));
            }

            BinaryPrimitives.WriteInt64BigEndian(pair, byClaim[i].Claim);
            BinaryPrimitives.WriteInt64BigEndian(pair[sizeof(long)..], byClaim[i].ResponseUs);
            list.AppendData(pair);
        }

        list.GetHashAndReset(hash);
    }

    // Rounds down below zero too.
    private static long StepOf(long responseUs, long tieUs) => (responseUs / tieUs) - (responseUs % tieUs < 0 ? 1 : 0);

    private readonly record struct Lot(long Claim, long ResponseUs, long Step, ulong High, ulong Low);
}
