using System.Globalization;
using Xunit;

// Each test has the machine to itself: what is measured is the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CrossLive.Stress.Tests;

/// <summary>How large a run is, and what it is seeded with.</summary>
internal static class StressRun
{
    /// <summary>1 = the short form; <c>CROSSLIVE_STRESS</c> multiplies what is counted in the tests.</summary>
    public static int Factor { get; } = Number("CROSSLIVE_STRESS", 1);

    /// <summary>Another one makes another run: <c>CROSSLIVE_STRESS_SEED</c>.</summary>
    public static int Seed { get; } = Number("CROSSLIVE_STRESS_SEED", 1);

    /// <summary>For what may take long on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2) * Factor;

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
