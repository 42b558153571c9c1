namespace CrossLive.Media;

/// <summary>How losses are repaired on the way to a destination.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="LatencyMs">SRT's latency, in ms; 0 for TCP.</param>
public sealed record RepairPlan(RepairKind Kind, int LatencyMs)
{
    /// <summary>TCP repeats by itself.</summary>
    public static readonly RepairPlan Tcp = new(RepairKind.Transport, 0);

    /// <summary>
    /// With less latency than this, in ms, parity is over rows of five packets only: a column of a block of fifty ends too late. Fifty packets take 430 ms with 0.9 Mbps.
    /// </summary>
    public const int LeastBlockLatencyMs = 400;

    /// <summary>SRT's packet filter for it, as its URI takes it; empty where there is none.</summary>
    public string PacketFilter =>
        Kind != RepairKind.ForwardAndRepeat ? "" : LatencyMs < LeastBlockLatencyMs ? "fec,cols:5,rows:1,arq:always" : "fec,cols:10,rows:5,arq:always";
}

/// <summary>Ways of repairing.</summary>
public enum RepairKind
{
    /// <summary>The transport does it (TCP).</summary>
    Transport,

    /// <summary>Lost packets are sent again.</summary>
    Repeat,

    /// <summary>Parity is sent along, and lost packets again: 20 to 30 % more bytes, for where there is no time for a third try.</summary>
    ForwardAndRepeat,
}
