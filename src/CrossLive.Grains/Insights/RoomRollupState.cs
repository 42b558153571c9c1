using CrossLive.Rooms;

namespace CrossLive.Insights;

/// <summary>What the roll-up keeps between activations.</summary>
[GenerateSerializer, Alias("crosslive.RoomRollupState")]
public sealed class RoomRollupState
{
    /// <summary>The last event counted.</summary>
    [Id(0)]
    public Position Through { get; set; }

    /// <summary>The minutes, oldest first.</summary>
    [Id(1)]
    public IReadOnlyList<MinuteCounts> Minutes { get; set; } = [];
}
