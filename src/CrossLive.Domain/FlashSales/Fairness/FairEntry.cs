namespace CrossLive.FlashSales.Fairness;

/// <summary>A claim of a sale's window.</summary>
/// <param name="Claim">Its number, unique within the sale.</param>
/// <param name="ResponseUs">How long its buyer took, in µs; see <see cref="ResponseTime"/>.</param>
public readonly record struct FairEntry(long Claim, long ResponseUs);
