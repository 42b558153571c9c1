using System.Globalization;
using System.Text.Json.Serialization;

namespace CrossLive.LoadTests.Reports;

/// <summary>Something that has to hold, the value seen, and whether it holds.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="What">What has to hold.</param>
/// <param name="Seen">The value, in words.</param>
/// <param name="Holds">Whether it does.</param>
public sealed record Bar(
    [property: JsonPropertyName("case")] string Case,
    [property: JsonPropertyName("what")] string What,
    [property: JsonPropertyName("seen")] string Seen,
    [property: JsonPropertyName("holds")] bool Holds)
{
    /// <summary>A figure that has to be exactly so.</summary>
    public static Bar Exactly(string name, string what, double seen, double wanted) => new(name, $"{what} = {wanted:0}", $"{seen:0}", Math.Abs(seen - wanted) < 0.5);

    /// <summary>A value that may not be above a limit. A value that is missing does not hold.</summary>
    public static Bar AtMost(string name, string what, double? value, double limit, string unit = "") =>
        new(name, $"{what} ≤ {Text(limit)}{unit}", value is { } seen ? $"{Text(seen)}{unit}" : "not measured", value <= limit);

    /// <summary>A share that may not be below a limit, to five digits: 0.998 and 0.9976 are not the same here.</summary>
    public static Bar ShareAtLeast(string name, string what, double share, double limit) =>
        new(name, $"{what} ≥ {Text(limit)}", share.ToString("0.#####", CultureInfo.InvariantCulture), share >= limit);

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
