using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>A claim as the sale knows it; about 250 bytes. Changed by <see cref="SaleState"/> only.</summary>
public sealed class SaleClaim
{
    /// <summary>Its number: 1 for the sale's first.</summary>
    public required long Number { get; init; }

    /// <summary>The buyer's key.</summary>
    public required CommandKey Key { get; init; }

    /// <summary>Of the content.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>Who.</summary>
    public required string Buyer { get; init; }

    /// <summary>Where.</summary>
    public required string Platform { get; init; }

    /// <summary>Pieces.</summary>
    public required long Quantity { get; init; }

    /// <summary>Which price.</summary>
    public required string Currency { get; init; }

    /// <summary>In the window: how fast the buyer answered, in µs.</summary>
    public long? ResponseUs { get; init; }

    /// <summary>Where it is.</summary>
    public ClaimStatus Status { get; internal set; }

    /// <summary>Reserved: when the time to pay is over.</summary>
    public long UntilUnixMs { get; internal set; }

    /// <summary>Its place in the queue: lower comes first; 0 = it never waited.</summary>
    public long Place { get; internal set; }

    /// <summary>What it holds of its platform's own pieces.</summary>
    public long FromBucket { get; internal set; }

    /// <summary>What it holds of everybody's.</summary>
    public long FromShared { get; internal set; }

    /// <summary>The payment that paid it.</summary>
    public string? PaymentId { get; internal set; }

    /// <summary>True where it counts against the buyer's limit.</summary>
    public bool IsLive => Status is ClaimStatus.Held or ClaimStatus.Reserved or ClaimStatus.Paid or ClaimStatus.Waiting;
}
