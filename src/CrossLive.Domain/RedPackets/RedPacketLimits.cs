namespace CrossLive.RedPackets;

/// <summary>The named limits of red packets. Constants, because they shape the state that every replay must reproduce.</summary>
public static class RedPacketLimits
{
    /// <summary>Most packets of a room that are announced or open at one time; one more is refused.</summary>
    public const int MaxOpen = 8;

    /// <summary>Most parts of a packet: so many takers are remembered until it ends. More is refused.</summary>
    public const long MaxCount = 10_000;

    /// <summary>Largest total in minor units (ten thousand million); above it is a mistake, and is refused.</summary>
    public const long MaxTotalMinorUnits = 10_000_000_000;

    /// <summary>A packet is announced at most this long ahead: 24 h.</summary>
    public const long MaxAheadMs = 24L * 3600 * 1000;

    /// <summary>A packet is open for at least this long.</summary>
    public const long MinOpenMs = 1_000;

    /// <summary>A packet is open for at most this long: 24 h.</summary>
    public const long MaxOpenMs = 24L * 3600 * 1000;

    /// <summary>Most UTF-16 units of the words on a packet.</summary>
    public const int MaxMessageLength = 100;

    /// <summary>How many of the newest takers a new viewer is shown.</summary>
    public const int RecentTakers = 20;

    /// <summary>Length of a seed: 32 bytes in hexadecimal.</summary>
    public const int SeedLength = 64;
}
