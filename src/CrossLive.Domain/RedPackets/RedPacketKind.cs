namespace CrossLive.RedPackets;

/// <summary>How a red packet's money is parted.</summary>
public enum RedPacketKind
{
    /// <summary>Equal parts; where the total does not divide, the first ones are one minor unit larger.</summary>
    Fixed = 0,

    /// <summary>Parts by lot: each between one minor unit and twice the mean of what is left.</summary>
    Lucky = 1,
}
