namespace CrossLive.LoadTests.Media.Live.Product;

/// <summary>Why a destination is sent what it is sent, as the server tells it.</summary>
/// <param name="AtUnixMs">When, in ms since 1970.</param>
/// <param name="Reason">In a word.</param>
/// <param name="Explanation">In a sentence.</param>
/// <param name="VideoKbps">What video may have from then on.</param>
/// <param name="IsSlate">The slate goes in place of the picture.</param>
internal sealed record SeenDecision(long AtUnixMs, string Reason, string Explanation, int VideoKbps, bool IsSlate);
