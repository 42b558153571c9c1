namespace CrossLive.FlashSales.Waiting;

/// <summary>How a <see cref="WaitingRoom"/> lets buyers in.</summary>
/// <param name="AdmitBelow">While nobody waits, a claim is let in at once where fewer than so many commands stand before the sale or are on their way to it. At least 1.</param>
/// <param name="AdmittedPerSecond">Most claims a second that are let in, of those who wait and of those who need not. More than 0.</param>
/// <param name="MaxBuyers">Most places that are given out at one time, those of buyers who have left and were not passed yet included; 0 = nobody waits here.</param>
/// <param name="AgainMs">Buyers come again this often at least: sooner where their turn is near, more seldom where very many wait.</param>
/// <param name="GoneMs">Who is so late for coming again is gone.</param>
public sealed record WaitingRoomLimits(int AdmitBelow, double AdmittedPerSecond, int MaxBuyers, long AgainMs, long GoneMs)
{
    /// <summary>Buyers whose turn is far are asked to come so often that it is no more than this many a second in all.</summary>
    public const int MaxLooksPerSecond = 20_000;

    /// <summary>Nobody is asked to come sooner than this.</summary>
    public const long LeastAgainMs = 250;

    /// <summary>Claims may be let in at once for so long a time's worth, at least one.</summary>
    public const long BurstMs = 100;

    /// <summary>Clients may be later than they were asked by one in so many parts of the time: so that not all come at once.</summary>
    public const int JitterPart = 4;

    /// <summary>Results that are kept for buyers who come with another key than the one that was decided; the oldest goes for one more.</summary>
    public const int MaxServed = 100_000;

    /// <summary>They are kept for this long.</summary>
    public const long ServedMs = 60_000;
}
