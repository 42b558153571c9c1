namespace CrossLive.LoadTests.Swarm.Claims;

/// <summary>The answer to one call of a <see cref="ClaimSocket"/>.</summary>
/// <param name="Id">The call's number, as the caller gave it.</param>
/// <param name="IsOk">True where it was taken.</param>
/// <param name="IsRepeat">True where the key had been used before.</param>
/// <param name="Number">The claim's number; 0 = none.</param>
/// <param name="Status">What became of it, by our protocol's numbers; the peer's are 1 (granted) and 4 (sold out).</param>
/// <param name="Code">Why it was not taken.</param>
public readonly record struct ClaimAnswer(long Id, bool IsOk, bool IsRepeat, long Number, int Status, string? Code);
