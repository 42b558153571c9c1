namespace CrossLive.FlashSales;

/// <summary>The named limits of a flash sale. Constants, because they shape the state that every replay must reproduce.</summary>
public static class SaleLimits
{
    /// <summary>Most characters of a sale's, product's or payment's id.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Most pieces of one sale.</summary>
    public const long MaxStock = 10_000_000;

    /// <summary>Most currencies that a sale has a price in.</summary>
    public const int MaxPrices = 32;

    /// <summary>Most platforms that have pieces of their own.</summary>
    public const int MaxBuckets = 32;

    /// <summary>Largest price of one piece, in minor units.</summary>
    public const long MaxPriceMinorUnits = 10_000_000_000;

    /// <summary>Most pieces that one buyer may be allowed.</summary>
    public const int MaxLimitPerBuyer = 1_000;

    /// <summary>Shortest time to pay.</summary>
    public const long MinPayWithinMs = 1_000;

    /// <summary>Longest time to pay, a day.</summary>
    public const long MaxPayWithinMs = 86_400_000;

    /// <summary>Longest fairness window: longer than any answer needs to cross the world, shorter than anybody's patience.</summary>
    public const long MaxFairWindowMs = 2_000;

    /// <summary>Largest floor of an answer.</summary>
    public const long MaxHumanFloorMs = 500;

    /// <summary>Largest tie, in µs.</summary>
    public const long MaxTieUs = 100_000;

    /// <summary>Most claims that wait for what comes back. Those beyond it are told that it is sold out.</summary>
    public const int MaxWaiting = 100_000;

    /// <summary>Most claims that are held in the fairness window; one beyond it is told to come back in the waiting room.</summary>
    public const int MaxHeld = 1_000_000;

    /// <summary>How many keys of claims that came too late are remembered: a repeat after so many others is decided anew.</summary>
    public const int LateKeys = 200_000;

    /// <summary>How many payments' ids are remembered beside the one that each paid claim holds.</summary>
    public const int StrayPayments = 100_000;

    /// <summary>Most reservations that one round lets run out or hands on; the next round goes on.</summary>
    public const int MaxExpiriesPerRound = 10_000;
}
