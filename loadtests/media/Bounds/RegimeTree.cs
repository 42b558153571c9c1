namespace CrossLive.LoadTests.Media.Bounds;

/// <summary>
/// Tells regimes of a link apart by what is known of it: a tree of questions "is this figure at most that", grown greedily so that the sum of the best gains
/// of its leaves is as large as it gets. Pure.
/// </summary>
internal sealed class RegimeTree
{
    private const int Thresholds = 24;
    private readonly List<Node> _nodes = [new(-1, 0, 0, 0)];
    private readonly List<int> _bestLevel = [];

    private RegimeTree()
    {
    }

    /// <summary>By regime, the level with the largest gain.</summary>
    public IReadOnlyList<int> BestLevel => _bestLevel;

    /// <summary>Grows one.</summary>
    /// <param name="figure">A sample's figure: sample, which.</param>
    /// <param name="figures">How many figures there are.</param>
    /// <param name="gains">By sample: what each level would gain there.</param>
    /// <param name="mostRegimes">Leaves at most.</param>
    /// <param name="leastSamples">Samples of a leaf at least.</param>
    public static RegimeTree Grow(Func<int, int, float> figure, int figures, double[][] gains, int mostRegimes, int leastSamples)
    {
        var tree = new RegimeTree();
        var members = new List<int[]> { Enumerable.Range(0, gains.Length).ToArray() };
        var splits = new PriorityQueue<Split, double>();
        void Offer(int node)
        {
            if (BestSplit(figure, figures, gains, members[node], node, leastSamples) is { } split)
            {
                splits.Enqueue(split, -split.Gain);
            }
        }

        Offer(0);
        for (var regimes = 1; regimes < mostRegimes && splits.TryDequeue(out var split, out _); regimes++)
        {
            var left = tree._nodes.Count;
            tree._nodes[split.Node] = new Node(split.Figure, split.Threshold, left, 0);
            foreach (var isLeft in (bool[])[true, false])
            {
                tree._nodes.Add(new Node(-1, 0, 0, 0));
                members.Add([.. members[split.Node].Where(sample => figure(sample, split.Figure) <= split.Threshold == isLeft)]);
                Offer(members.Count - 1);
            }

            members[split.Node] = [];
        }

        for (var node = 0; node < tree._nodes.Count; node++)
        {
            if (tree._nodes[node].Figure < 0)
            {
                tree._nodes[node] = new Node(-1, 0, 0, tree._bestLevel.Count);
                tree._bestLevel.Add(Best(Sum(gains, members[node])).Level);
            }
        }

        return tree;
    }

    /// <summary>Whose figures these are.</summary>
    public int RegimeOf(Func<int, float> figure)
    {
        var node = _nodes[0];
        while (node.Figure >= 0)
        {
            node = _nodes[figure(node.Figure) <= node.Threshold ? node.Left : node.Left + 1];
        }

        return node.Regime;
    }

    private static Split? BestSplit(Func<int, int, float> figure, int figures, double[][] gains, int[] members, int node, int leastSamples)
    {
        if (members.Length < 2 * leastSamples)
        {
            return null;
        }

        var whole = Best(Sum(gains, members)).Gain;
        Split? best = null;
        var values = new float[members.Length];
        for (var which = 0; which < figures; which++)
        {
            for (var i = 0; i < members.Length; i++)
            {
                values[i] = figure(members[i], which);
            }

            var sorted = (float[])values.Clone();
            Array.Sort(sorted);
            float[] thresholds = [.. Enumerable.Range(1, Thresholds - 1).Select(i => sorted[sorted.Length * i / Thresholds]).Where(value => value < sorted[^1]).Distinct()];
            var sums = new double[thresholds.Length + 1][];
            var counts = new int[thresholds.Length + 1];
            for (var i = 0; i < members.Length; i++)
            {
                var bin = Array.BinarySearch(thresholds, values[i]);
                bin = bin < 0 ? ~bin : bin;
                counts[bin]++;
                AddTo(sums[bin] ??= new double[gains[0].Length], gains[members[i]]);
            }

            var left = new double[gains[0].Length];
            var right = Sum(sums.Where(sum => sum is not null));
            var count = 0;
            for (var bin = 0; bin < thresholds.Length; bin++)
            {
                if (sums[bin] is { } sum)
                {
                    AddTo(left, sum);
                    AddTo(right, sum, -1);
                    count += counts[bin];
                }

                var gain = Best(left).Gain + Best(right).Gain - whole;
                if (count >= leastSamples && members.Length - count >= leastSamples && gain > (best?.Gain ?? 0))
                {
                    best = new Split(node, which, thresholds[bin], gain);
                }
            }
        }

        return best;
    }

    private static double[] Sum(double[][] gains, int[] members) => Sum(members.Select(sample => gains[sample]).DefaultIfEmpty(new double[gains[0].Length]));

    private static double[] Sum(IEnumerable<double[]> rows)
    {
        double[]? sum = null;
        foreach (var row in rows)
        {
            AddTo(sum ??= new double[row.Length], row);
        }

        return sum ?? [];
    }

    private static void AddTo(double[] sum, double[] row, int sign = 1)
    {
        for (var level = 0; level < sum.Length; level++)
        {
            sum[level] += sign * row[level];
        }
    }

    private static (int Level, double Gain) Best(double[] sum)
    {
        var best = 0;
        for (var level = 1; level < sum.Length; level++)
        {
            best = sum[level] > sum[best] ? level : best;
        }

        return (best, sum[best]);
    }

    // A leaf has no figure; the right child stands after the left one.
    private readonly record struct Node(int Figure, float Threshold, int Left, int Regime);

    private sealed record Split(int Node, int Figure, float Threshold, double Gain);
}
