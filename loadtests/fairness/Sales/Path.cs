using CrossLive.LoadTests.Fairness.Latency;

namespace CrossLive.LoadTests.Fairness.Sales;

/// <summary>A way between two cities: the least each direction takes, and what packets wait beyond it. Packets have to be asked for in the order of their time.</summary>
/// <param name="pair">Its round trips.</param>
/// <param name="downShare">The way back's share of the shortest.</param>
/// <param name="hasJitter">False where no packet waits.</param>
/// <param name="persistence">
/// How much a packet's wait is like that of the one before it in its direction (correlation of the logarithms): 0 = nothing, close to 1 = queues stand for long.
/// How waits are spread over all packets is the same either way.
/// </param>
internal sealed class Path(PairDelay pair, double downShare, bool hasJitter, double persistence = 0)
{
    private readonly PacketWait _wait = hasJitter ? new PacketWait(pair) : default;
    private double? _up;
    private double? _down;

    /// <summary>The least the way to the server takes, in µs.</summary>
    public double LeastUpUs { get; } = pair.MinUs * (1 - downShare);

    /// <summary>The least the way back takes, in µs.</summary>
    public double LeastDownUs { get; } = pair.MinUs * downShare;

    /// <summary>One packet to the server, in µs.</summary>
    public double Up(Random random) => LeastUpUs + Next(ref _up, random);

    /// <summary>One packet back, in µs.</summary>
    public double Down(Random random) => LeastDownUs + Next(ref _down, random);

    private double Next(ref double? score, Random random)
    {
        var fresh = Draw.Normal(random);
        score = score is { } before ? (persistence * before) + (Math.Sqrt(1 - (persistence * persistence)) * fresh) : fresh;
        return _wait.At(score.Value);
    }
}
