namespace CrossLive.Media.Ts;

/// <summary>Limits of a transport stream. What stands beside each is what happens there.</summary>
public sealed record TsLimits
{
    /// <summary>Bytes of one picture or of one packet of sound; a longer one ends the publisher.</summary>
    public int MaxFrameBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes in a row without a packet in them; more end the publisher.</summary>
    public int MaxJunkBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes of sound that wait for the rest of their frame; more are dropped.</summary>
    public int MaxSoundRestBytes { get; init; } = 16 * 1024;
}
