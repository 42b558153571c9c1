namespace CrossLive.Media;

/// <summary>How fast a <see cref="BitrateController"/> raises the rate.</summary>
/// <param name="KnownShare">Below this share of the fastest rate of the last <see cref="BitrateLimits.KnownForMs"/> it climbs, above it probes.</param>
/// <param name="ClimbPerSecond">Climbing: by this share of itself a second.</param>
/// <param name="ProbePerSecond">Probing, at first.</param>
/// <param name="ProbeDoublesMs">While a probe meets no congestion, its speed doubles each time so many ms have passed.</param>
/// <param name="MostProbePerSecond">Up to this.</param>
/// <param name="HoldMs">So long after congestion it does not probe; twice as long after each further probe that met congestion.</param>
/// <param name="MostHoldMs">Up to this.</param>
/// <param name="ClimbBelowMs">While no picture waits longer than this, the rate may rise, in ms.</param>
/// <param name="CongestedAboveMs">A picture that waits longer than this means congestion, in ms.</param>
public sealed record BitratePace(double KnownShare, double ClimbPerSecond, double ProbePerSecond, long ProbeDoublesMs, double MostProbePerSecond, long HoldMs, long MostHoldMs,
    long ClimbBelowMs = BitrateLimits.ClimbBelowMs, long CongestedAboveMs = BitrateLimits.CongestedAboveMs)
{
    /// <summary>For an encoder of its own that follows each measurement: as tried on the traces of <c>loadtests/media</c>.</summary>
    public static readonly BitratePace Quick = new(KnownShare: 1, BitrateLimits.ClimbPerSecond, BitrateLimits.ProbePerSecond, ProbeDoublesMs: long.MaxValue, BitrateLimits.ProbePerSecond, HoldMs: 0, MostHoldMs: 0);

    /// <summary>The same with pictures that wait on purpose, so that a link that is suddenly wide has something to carry: pictures are up to a quarter of a second older.</summary>
    public static readonly BitratePace Stocked = Quick with { ClimbBelowMs = 150, CongestedAboveMs = 400 };

    /// <summary>
    /// For who has a rendition to itself, as streams with one destination do: back fast to what the link carried lately, and probes above that which begin with 30 % a second. On the traces of
    /// <c>loadtests/media</c> it uses 0.05 less of the link than <see cref="Stocked"/>, and 0.08 to 0.24 more of the pictures arrive.
    /// </summary>
    public static readonly BitratePace Nimble = new(
        KnownShare: 0.9, BitrateLimits.ClimbPerSecond, ProbePerSecond: 0.3, ProbeDoublesMs: 1_000, MostProbePerSecond: 2, HoldMs: 500, MostHoldMs: 8_000, ClimbBelowMs: 80);

    /// <summary>For encoders that are shared and told now and then: as tried on a real bottleneck. Probes begin as Google congestion control's increase, 8 % a second.</summary>
    public static readonly BitratePace Steady = new(KnownShare: 0.9, ClimbPerSecond: 0.5, ProbePerSecond: 0.08, ProbeDoublesMs: 2_000, MostProbePerSecond: 1, HoldMs: 1_000, MostHoldMs: 16_000);
}
