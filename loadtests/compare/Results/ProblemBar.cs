using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>The bar of every case.</summary>
internal static class ProblemBar
{
    /// <summary>No viewer of any system saw a gap, a repeat or disorder, or lost its connection.</summary>
    public static Bar Of(string name, IReadOnlyList<CaseResult> results) => new(
        name,
        "no gap, repeat, disorder or lost connection",
        string.Join(", ", results.Select(result => $"{result.System} {result.Problems}")),
        results.All(result => result.Problems == 0));
}
