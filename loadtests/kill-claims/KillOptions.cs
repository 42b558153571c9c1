using CrossLive.FlashSales;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>What is run, and the sales that follow from it.</summary>
/// <param name="Kills">How often the server is killed.</param>
/// <param name="Claims">How many claims in all.</param>
/// <param name="Buyers">How many buyers.</param>
/// <param name="Seed">Of the kill moments, and of which reservations are paid.</param>
internal sealed record KillOptions(int Kills, int Claims, int Buyers, int Seed)
{
    /// <summary>Sales that are open at one time.</summary>
    public const int SalesAtOnce = 3;

    /// <summary>Operators' connections that pay.</summary>
    public const int Payers = 4;

    /// <summary>Time to pay. Most do not pay, or too late: what is reserved comes back and goes to those who wait.</summary>
    public const long PayWithinMs = 2_000;

    // A sale's log is replayed at each start while it is open.
    private const int MostClaimsPerSale = 100_000;
    private const int LeastGroups = 2;

    // A claim in three is for two pieces.
    private const double PiecesPerClaim = 4 / 3.0;

    /// <summary>Claims in each sale.</summary>
    public int ClaimsPerSale { get; } = Math.Max(1, Math.Min(MostClaimsPerSale, Claims / (SalesAtOnce * LeastGroups)));

    /// <summary>Claims in the sales that are open at one time.</summary>
    public int ClaimsPerGroup => ClaimsPerSale * SalesAtOnce;

    /// <summary>How often new sales take the place of the old ones.</summary>
    public int Groups => (Claims + ClaimsPerGroup - 1) / ClaimsPerGroup;

    /// <summary>Pieces of each sale.</summary>
    public long Stock => Math.Max(1, ClaimsPerSale / 10);

    /// <summary>Pieces for a buyer: less than each of them wants, so that the limit is met.</summary>
    public long LimitPerBuyer => Math.Clamp((long)(ClaimsPerSale / (double)Buyers * PiecesPerClaim * 0.7), 2, SaleLimits.MaxLimitPerBuyer);

    /// <summary>Which sale a claim is for.</summary>
    public int SaleOf(int claim) => (GroupOf(claim) * SalesAtOnce) + (claim % SalesAtOnce);

    /// <summary>In which round of sales a claim is.</summary>
    public int GroupOf(int claim) => claim / ClaimsPerGroup;

    /// <summary>A sale's name.</summary>
    public static string NameOf(int sale) => $"sale-{sale}";

    /// <summary>A buyer's name.</summary>
    public static string BuyerOf(int buyer) => $"buyer-{buyer}";

    /// <summary>A claim's key.</summary>
    public static string KeyOf(int claim) => $"claim-{claim}";

    /// <summary>Pieces that a claim wants.</summary>
    public static int QuantityOf(int claim) => claim % 7 < 2 ? 2 : 1;
}
