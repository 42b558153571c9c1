using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;

namespace CrossLive.Platforms.Countdowns;

/// <summary>What an adapter keeps of the countdowns on its platform: beside the connection, so that connecting anew forgets nothing that was said.</summary>
[GenerateSerializer, Alias("crosslive.PlatformCountdownState")]
public sealed class PlatformCountdownState
{
    /// <summary>The sales and what was said of each; at most <see cref="CountdownLimits.MaxSales"/>.</summary>
    [Id(0)]
    public List<CountdownSale> Sales { get; set; } = [];

    /// <summary>How long messages of ours took, oldest first.</summary>
    [Id(1)]
    public List<DeliverySample> Samples { get; set; } = [];

    /// <summary>How far the picture is behind the host when the platform takes it, as it was measured last, in ms; null where it was not.</summary>
    [Id(2)]
    public long? VideoDelayMs { get; set; }
}
