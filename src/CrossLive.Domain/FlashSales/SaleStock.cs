namespace CrossLive.FlashSales;

/// <summary>The pieces that are free: everybody's, and those of single platforms. Never negative: what is not there is not given.</summary>
internal sealed class SaleStock
{
    private readonly SortedDictionary<string, long> _buckets = new(StringComparer.Ordinal);

    /// <summary>Puts a sale's pieces in.</summary>
    public SaleStock(SaleOffer offer)
    {
        Shared = offer.Stock;
        foreach (var bucket in offer.Buckets)
        {
            _buckets.Add(bucket.Platform, bucket.Count);
            Shared -= bucket.Count;
        }
    }

    /// <summary>Everybody's.</summary>
    public long Shared { get; private set; }

    /// <summary>All that are free.</summary>
    public long Free => Shared + _buckets.Values.Sum();

    /// <summary>What buyers of a platform can have.</summary>
    public long FreeFor(string platform) => Shared + _buckets.GetValueOrDefault(platform);

    /// <summary>Takes pieces for a claim, its platform's own first; all or none.</summary>
    public bool TryTake(SaleClaim claim)
    {
        var own = _buckets.GetValueOrDefault(claim.Platform);
        if (own + Shared < claim.Quantity)
        {
            return false;
        }

        claim.FromBucket = Math.Min(own, claim.Quantity);
        claim.FromShared = claim.Quantity - claim.FromBucket;
        Shared -= claim.FromShared;
        if (claim.FromBucket > 0)
        {
            _buckets[claim.Platform] = own - claim.FromBucket;
        }

        return true;
    }

    /// <summary>Takes a claim's pieces back to where they came from.</summary>
    public void Return(SaleClaim claim)
    {
        Shared += claim.FromShared;
        if (claim.FromBucket > 0)
        {
            _buckets[claim.Platform] += claim.FromBucket;
        }

        (claim.FromBucket, claim.FromShared) = (0, 0);
    }
}
