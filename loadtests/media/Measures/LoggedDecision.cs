namespace CrossLive.LoadTests.Media.Measures;

/// <summary>A rate that was set.</summary>
/// <param name="AtMs">When.</param>
/// <param name="VideoBps">Video's rate, in bits a second; 0 = slate.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Explanation">In a sentence.</param>
internal sealed record LoggedDecision(long AtMs, double VideoBps, string Reason, string Explanation);
