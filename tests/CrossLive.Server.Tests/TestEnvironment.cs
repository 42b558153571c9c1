using System.Globalization;

namespace CrossLive.Server.Tests;

/// <summary>What a test can be told from outside.</summary>
internal static class TestEnvironment
{
    /// <summary>A number from the environment.</summary>
    public static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>CROSSLIVE_SEED, or a new one; printed, so that a run can be had again.</summary>
    public static Random Seeded(ITestOutputHelper output)
    {
        var seed = Number("CROSSLIVE_SEED", Random.Shared.Next());
        output.WriteLine($"CROSSLIVE_SEED={seed}");
        return new Random(seed);
    }
}
