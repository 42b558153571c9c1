using CrossLive.FlashSales.Books;

namespace CrossLive.FlashSales;

/// <summary>The pieces that are free: everybody's, and those of single platforms. Never negative: what is not there is not given.</summary>
internal sealed class SaleStock
{
    // By the platform's number: those with pieces of their own have the first ones.
    private readonly long[] _buckets;

    /// <summary>Puts a sale's pieces in.</summary>
    /// <param name="offer">The sale.</param>
    /// <param name="platforms">Numbers of platforms, none given yet.</param>
    public SaleStock(SaleOffer offer, NameTable platforms)
    {
        Shared = offer.Stock;
        _buckets = new long[offer.Buckets.Count];
        foreach (var bucket in offer.Buckets)
        {
            _buckets[platforms.NumberOf(bucket.Platform)] = bucket.Count;
            Shared -= bucket.Count;
        }
    }

    /// <summary>Everybody's.</summary>
    public long Shared { get; private set; }

    /// <summary>All that are free.</summary>
    public long Free => Shared + _buckets.Sum();

    /// <summary>A platform's own.</summary>
    public long OwnOf(int platform) => (uint)platform < (uint)_buckets.Length ? _buckets[platform] : 0;

    /// <summary>What buyers of a platform can have.</summary>
    public long FreeFor(int platform) => Shared + OwnOf(platform);

    /// <summary>Takes pieces for a claim, its platform's own first; all or none.</summary>
    public bool TryTake(ref ClaimRow claim)
    {
        var own = OwnOf(claim.Platform);
        if (own + Shared < claim.Quantity)
        {
            return false;
        }

        claim.FromBucket = (int)Math.Min(own, claim.Quantity);
        claim.FromShared = claim.Quantity - claim.FromBucket;
        Shared -= claim.FromShared;
        if (claim.FromBucket > 0)
        {
            _buckets[claim.Platform] = own - claim.FromBucket;
        }

        return true;
    }

    /// <summary>Takes a claim's pieces back to where they came from.</summary>
    public void Return(ref ClaimRow claim)
    {
        Shared += claim.FromShared;
        if (claim.FromBucket > 0)
        {
            _buckets[claim.Platform] += claim.FromBucket;
        }

        (claim.FromBucket, claim.FromShared) = (0, 0);
    }
}
