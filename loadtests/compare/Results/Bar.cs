using System.Globalization;

namespace CrossLive.LoadTests.Compare.Results;

/// <summary>Something that has to hold, the value seen, and whether it holds.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="What">What has to hold.</param>
/// <param name="Seen">The value, in words.</param>
/// <param name="Holds">Whether it does.</param>
internal sealed record Bar(string Case, string What, string Seen, bool Holds)
{
    /// <summary>No viewer of any system saw a gap, a repeat or disorder, or lost its connection.</summary>
    public static Bar NoProblems(string name, IReadOnlyList<CaseResult> results) => new(
        name,
        "no gap, repeat, disorder or lost connection",
        string.Join(", ", results.Select(result => $"{result.System} {result.Problems}")),
        results.All(result => result.Problems == 0));

    /// <summary>A figure that has to be exactly so.</summary>
    public static Bar Exactly(string name, string what, double seen, double wanted) => new(name, $"{what} = {wanted:0}", $"{seen:0}", Math.Abs(seen - wanted) < 0.5);

    /// <summary>A value that may not be above a limit. A value that is missing does not hold.</summary>
    public static Bar AtMost(string name, string what, double? value, double limit, string unit = "") =>
        new(name, $"{what} ≤ {limit.ToString("0.###", CultureInfo.InvariantCulture)}{unit}", value is { } seen ? $"{seen.ToString("0.###", CultureInfo.InvariantCulture)}{unit}" : "not measured", value <= limit);
}
