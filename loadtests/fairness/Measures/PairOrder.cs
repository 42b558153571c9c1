using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness.Measures;

/// <summary>Pairs of buyers, and how many of them an order has the right way round: whoever took less time first. What was drawn counts as it was drawn.</summary>
/// <param name="Pairs">All pairs.</param>
/// <param name="Right">Those the right way round.</param>
/// <param name="NearPairs">Pairs that are at most <see cref="NearUs"/> apart.</param>
/// <param name="NearRight">Those of them the right way round.</param>
internal readonly record struct PairOrder(long Pairs, long Right, long NearPairs, long NearRight)
{
    /// <summary>Near is 50 ms.</summary>
    public const double NearUs = 50_000;

    /// <summary>Share of all pairs the right way round.</summary>
    public double Share => Pairs == 0 ? 1 : Right / (double)Pairs;

    /// <summary>Share of near pairs the right way round.</summary>
    public double NearShare => NearPairs == 0 ? 1 : NearRight / (double)NearPairs;

    /// <summary>Adds up.</summary>
    public static PairOrder operator +(PairOrder a, PairOrder b) => new(a.Pairs + b.Pairs, a.Right + b.Right, a.NearPairs + b.NearPairs, a.NearRight + b.NearRight);

    /// <summary>Counts an order's pairs. Liars are left out: how long they took is a matter of opinion.</summary>
    public static PairOrder Of(IReadOnlyList<Buyer> order)
    {
        var found = default(PairOrder);
        double[] responses = [.. order.Where(buyer => buyer.Lie == Lie.None).Select(buyer => buyer.ResponseUs)];
        for (var i = 0; i < responses.Length; i++)
        {
            for (var j = i + 1; j < responses.Length; j++)
            {
                var (right, near) = (responses[i] <= responses[j] ? 1 : 0, Math.Abs(responses[i] - responses[j]) <= NearUs ? 1 : 0);
                found = new PairOrder(found.Pairs + 1, found.Right + right, found.NearPairs + near, found.NearRight + (right * near));
            }
        }

        return found;
    }
}
