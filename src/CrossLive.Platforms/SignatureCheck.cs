namespace CrossLive.Platforms;

/// <summary>What came of checking a signature. Everything but <see cref="Valid"/> refuses the request before its body is looked at.</summary>
public enum SignatureCheck
{
    /// <summary>One of the secrets made it, and it is recent.</summary>
    Valid = 0,

    /// <summary>A header is missing or has not its form.</summary>
    Missing = 1,

    /// <summary>None of the secrets made it.</summary>
    Wrong = 2,

    /// <summary>It is too old, or from too far in the future: perhaps a recorded request that is sent again.</summary>
    Stale = 3,
}
