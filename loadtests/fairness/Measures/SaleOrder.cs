using System.Buffers.Binary;
using System.Security.Cryptography;
using CrossLive.FlashSales.Fairness;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness.Measures;

/// <summary>The orders that a sale's claims can be served in.</summary>
internal static class SaleOrder
{
    /// <summary>By response time, with a window that holds all claims.</summary>
    public static Buyer[] Fair(Buyer[] buyers, int seed) => Sort(buyers, buyer => buyer.CountedUs, seed);

    /// <summary>The same without asking clients.</summary>
    public static Buyer[] Measured(Buyer[] buyers, int seed) => Sort(buyers, buyer => buyer.MeasuredUs, seed);

    /// <summary>By arrival at the room's server, after an opening that was broadcast at the instant.</summary>
    public static Buyer[] BroadcastArrival(Buyer[] buyers) => [.. buyers.OrderBy(buyer => buyer.BroadcastArrivalUs)];

    /// <summary>By arrival at the room, after an opening at one instant.</summary>
    public static Buyer[] Arrival(Buyer[] buyers) => [.. buyers.OrderBy(buyer => buyer.AtRoomUs)];

    /// <summary>Claims stamped within the window by response time, the others after them by arrival at the room.</summary>
    public static Buyer[] Windowed(Buyer[] buyers, double windowUs, int seed) =>
    [
        .. Fair([.. buyers.Where(buyer => buyer.StampUs <= windowUs)], seed),
        .. Arrival([.. buyers.Where(buyer => buyer.StampUs > windowUs)]),
    ];

    /// <summary>A draw's seed for a run's seed: the same every time.</summary>
    public static DrawSeed SeedOf(int seed)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, seed);
        return new DrawSeed(SHA256.HashData(bytes));
    }

    private static Buyer[] Sort(Buyer[] buyers, Func<Buyer, long> responseUs, int seed) =>
        [.. FairOrder.Sort([.. buyers.Select((buyer, i) => new FairEntry(i, responseUs(buyer)))], FairnessLimits.TieUs, SeedOf(seed).Bytes).Select(claim => buyers[claim])];
}
