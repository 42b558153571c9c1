namespace CrossLive.FlashSales.Books;

/// <summary>What is known of a key that a claim was made under.</summary>
/// <param name="Row">The claim's row, or -1 where it came too late and is not kept.</param>
/// <param name="Fingerprint">Of the content.</param>
/// <param name="Number">The claim's number.</param>
internal readonly record struct KnownKey(int Row, ulong Fingerprint, long Number);
