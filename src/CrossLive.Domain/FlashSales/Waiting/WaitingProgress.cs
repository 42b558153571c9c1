using Orleans;

namespace CrossLive.FlashSales.Waiting;

/// <summary>What somebody in the waiting room is told. Measured, not promised.</summary>
/// <param name="Place">Its number in the order of coming, from 1; it stays the same, whatever the buyer reloads.</param>
/// <param name="Ahead">How many are before it now. Those who left are not counted once that is known; it never grows.</param>
/// <param name="PerSecond">How many claims are decided a second just now; 0 = not measured yet.</param>
/// <param name="EtaMs">When its turn is at this rate, in ms from now; null = not known yet.</param>
/// <param name="AgainMs">When to come again, with the same key, in ms from now. Who stays away loses the place.</param>
[GenerateSerializer, Immutable, Alias("crosslive.sale.waiting")]
public sealed record WaitingProgress(
    [property: Id(0)] long Place,
    [property: Id(1)] long Ahead,
    [property: Id(2)] double PerSecond,
    [property: Id(3)] long? EtaMs,
    [property: Id(4)] long AgainMs);
