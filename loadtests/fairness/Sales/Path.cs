using CrossLive.LoadTests.Fairness.Latency;

namespace CrossLive.LoadTests.Fairness.Sales;

/// <summary>A way between two cities: the least each direction takes, and what packets wait beyond it.</summary>
internal sealed class Path(PairDelay pair, double downShare, bool hasJitter)
{
    private readonly PacketWait _wait = hasJitter ? new PacketWait(pair) : default;

    /// <summary>The least the way to the server takes, in µs.</summary>
    public double LeastUpUs { get; } = pair.MinUs * (1 - downShare);

    /// <summary>The least the way back takes, in µs.</summary>
    public double LeastDownUs { get; } = pair.MinUs * downShare;

    /// <summary>One packet to the server, in µs.</summary>
    public double Up(Random random) => LeastUpUs + _wait.Next(random);

    /// <summary>One packet back, in µs.</summary>
    public double Down(Random random) => LeastDownUs + _wait.Next(random);
}
