using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>A claim as it is at this moment.</summary>
/// <param name="Number">Its number: 1 for the sale's first.</param>
/// <param name="Key">The buyer's key.</param>
/// <param name="Fingerprint">Of the content.</param>
/// <param name="Buyer">Who.</param>
/// <param name="Platform">Where.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Currency">Which price.</param>
/// <param name="ResponseUs">In the window: how fast the buyer answered, in µs.</param>
/// <param name="Status">Where it is.</param>
/// <param name="UntilUnixMs">Reserved once: when the time to pay is, or was, over. Else 0.</param>
/// <param name="Place">Its place in the queue: lower comes first; 0 = it never waited.</param>
/// <param name="FromBucket">What it holds of its platform's own pieces.</param>
/// <param name="FromShared">What it holds of everybody's.</param>
/// <param name="PaymentId">The payment that paid it.</param>
public sealed record SaleClaim(
    long Number,
    CommandKey Key,
    ulong Fingerprint,
    string Buyer,
    string Platform,
    long Quantity,
    string Currency,
    long? ResponseUs,
    ClaimStatus Status,
    long UntilUnixMs,
    long Place,
    long FromBucket,
    long FromShared,
    string? PaymentId)
{
    /// <summary>True where it counts against the buyer's limit.</summary>
    public bool IsLive => Status.IsLive();
}
