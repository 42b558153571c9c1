namespace CrossLive.FlashSales.Fairness;

/// <summary>Checks a published draw. Anybody can: nothing secret is needed.</summary>
public static class DrawVerification
{
    /// <summary>Checks a draw as it was published.</summary>
    /// <param name="draw">The draw.</param>
    /// <param name="commitment">The commitment as the checker saw it before the opening; null = take the published one, which shows less.</param>
    /// <returns>What does not fit, a sentence each; empty where everything does.</returns>
    public static IReadOnlyList<string> Check(PublishedDraw draw, string? commitment = null)
    {
        ArgumentNullException.ThrowIfNull(draw);
        List<string> problems = [];
        if (commitment is not null && !string.Equals(commitment, draw.Commitment, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add("The published commitment is not the one that was seen before the opening.");
        }

        problems.AddRange(Check(commitment ?? draw.Commitment, draw.Seed, draw.ListSha256, draw.Entries ?? [], draw.Order ?? [], draw.TieUs));
        return problems;
    }

    /// <summary>Checks seed against commitment, list against hash, and draws again.</summary>
    /// <param name="commitment">As published before the opening.</param>
    /// <param name="seed">As revealed.</param>
    /// <param name="listSha256">As published.</param>
    /// <param name="lines">The list.</param>
    /// <param name="order">The claims' numbers in the order that was served.</param>
    /// <param name="tieUs">Width of a tie in µs.</param>
    /// <returns>What does not fit, a sentence each; empty where everything does.</returns>
    public static IReadOnlyList<string> Check(string? commitment, string? seed, string? listSha256, IReadOnlyList<string> lines, IReadOnlyList<long> order, long tieUs)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(order);
        List<string> problems = [];
        var known = DrawSeed.Parse(seed);
        if (known is null)
        {
            problems.Add($"The seed is not {2 * FairnessLimits.SeedBytes} hexadecimal digits, or it has not been revealed yet.");
        }
        else if (!known.Verify(commitment))
        {
            problems.Add($"The seed is not the one that was committed to: its SHA-256 is {known.Commitment}, the commitment is {commitment}.");
        }

        if (tieUs < 1)
        {
            problems.Add("The width of a tie (tieUs) is below 1.");
        }

        var list = DrawEntries.Parse(lines, out var problem);
        if (list is null)
        {
            problems.Add(problem);
        }
        else if (!string.Equals(list.Sha256, listSha256, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add($"The list is not the one that was published: its SHA-256 is {list.Sha256}, the published one is {listSha256}.");
        }

        if (known is not null && list is not null && tieUs >= 1)
        {
            AddOrderProblem(problems, FairOrder.Sort(list.Entries, tieUs, known.Bytes), order);
        }

        return problems;
    }

    private static void AddOrderProblem(List<string> problems, long[] drawn, IReadOnlyList<long> order)
    {
        if (drawn.Length != order.Count)
        {
            problems.Add($"The order has {order.Count} claims, the list {drawn.Length}.");
            return;
        }

        for (var i = 0; i < drawn.Length; i++)
        {
            if (drawn[i] != order[i])
            {
                problems.Add($"The order is not the one that the seed and the list give: place {i + 1} belongs to claim {drawn[i]}, and claim {order[i]} stands there.");
                return;
            }
        }
    }
}
