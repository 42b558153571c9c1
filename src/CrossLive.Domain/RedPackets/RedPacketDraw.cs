using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrossLive.RedPackets;

/// <summary>
/// What each part of a red packet is worth. Depends on the terms, the packet's secret seed and the place only, so that anybody can check it once the
/// seed is told: its <see cref="Commit"/> was published before the first part was taken.
/// </summary>
public static class RedPacketDraw
{
    /// <summary>The promise that is published with the packet: hexadecimal SHA-256 of the seed's text, 64 characters.</summary>
    public static string Commit(string seed) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)));

    /// <summary>
    /// The part at a place. Lucky: the last part is what remains; another one is 1 + (n mod m), where n is the first 16 bytes, big-endian, of
    /// SHA-256 over "seed:place", and m is the smaller of twice the mean of what remains and what leaves one minor unit to each who follows.
    /// </summary>
    /// <param name="kind">How it is parted.</param>
    /// <param name="seed">The secret.</param>
    /// <param name="total">Minor units in all, at least <paramref name="count"/> and at most <see cref="RedPacketLimits.MaxTotalMinorUnits"/>.</param>
    /// <param name="count">Parts in all.</param>
    /// <param name="place">1 for the first part.</param>
    /// <param name="remaining">Minor units that are left before this part.</param>
    public static long AmountAt(RedPacketKind kind, string seed, long total, long count, long place, long remaining)
    {
        if (kind == RedPacketKind.Fixed)
        {
            return (total / count) + (place <= total % count ? 1 : 0);
        }

        var left = count - place + 1;
        if (left == 1)
        {
            return remaining;
        }

        var most = Math.Min(2 * remaining / left, remaining - (left - 1));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{place}")), hash);

        // 128 bits over a modulus below 2^35: no part is likelier than another by more than 2^-93.
        return 1 + (long)(BinaryPrimitives.ReadUInt128BigEndian(hash) % (UInt128)most);
    }

    /// <summary>All parts in order of their places: what a packet that is over can be checked against.</summary>
    public static IReadOnlyList<long> AllAmounts(RedPacketKind kind, string seed, long total, long count)
    {
        var amounts = new List<long>();
        var remaining = total;
        for (var place = 1L; place <= count; place++)
        {
            amounts.Add(AmountAt(kind, seed, total, count, place, remaining));
            remaining -= amounts[^1];
        }

        return amounts;
    }
}
