using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>Puts a run's tables into a page, between two marks; makes the page where there is none.</summary>
internal static class MarkdownPage
{
    /// <summary>Where the tables begin.</summary>
    public const string Begin = "<!-- compare: begin -->";

    /// <summary>Where they end.</summary>
    public const string End = "<!-- compare: end -->";

    /// <summary>The page with the run in it.</summary>
    /// <param name="page">The page as it is; null = none.</param>
    /// <param name="results">The results.</param>
    /// <param name="bars">The bars.</param>
    /// <param name="machine">What it was run on.</param>
    public static string With(string? page, IReadOnlyList<CaseResult> results, IReadOnlyList<Bar> bars, string machine)
    {
        var plan = AudiencePlan.From(results)?.Describe();
        var run = $"{Begin}\n{machine}.\n\n{ResultTable.Of(results)}\n{BarTable.Markdown(bars)}{(plan is null ? "" : $"\n### A million viewers\n\n{plan}")}{End}";
        var begin = page?.IndexOf(Begin, StringComparison.Ordinal) ?? -1;
        var end = page?.IndexOf(End, StringComparison.Ordinal) ?? -1;
        return begin >= 0 && end > begin ? page![..begin] + run + page[(end + End.Length)..] : run + "\n";
    }
}
