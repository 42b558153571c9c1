namespace CrossLive.LoadTests.Fairness.Sales;

/// <summary>What is different between simulated sales.</summary>
/// <param name="Name">In one word or two.</param>
/// <param name="LeastDownShare">The way down's share of a round trip, at least.</param>
/// <param name="MostDownShare">At most.</param>
internal sealed record SaleSettings(string Name, double LeastDownShare, double MostDownShare)
{
    /// <summary>Both ways take the same.</summary>
    public static readonly SaleSettings Symmetric = new("symmetric", 0.5, 0.5);

    /// <summary>Ways differ, for each buyer otherwise.</summary>
    public static readonly SaleSettings Asymmetric = new("asymmetric", 0.4, 0.6);

    /// <summary>False where no packet waits, no timer is late and no clock drifts.</summary>
    public bool HasJitter { get; init; } = true;

    /// <summary>How much a packet's wait is like that of the one before it; see <see cref="Path"/>.</summary>
    public double Persistence { get; init; }

    /// <summary>False where buyers are connected to the room's own server instead of to the nearest one.</summary>
    public bool HasNearServers { get; init; } = true;

    /// <summary>False where a proxy hides the transport's own round trip.</summary>
    public bool IsTransportKnown { get; init; } = true;

    /// <summary>How many of all buyers lie.</summary>
    public double LiarShare { get; init; }
}
