namespace CrossLive.LoadTests.Fairness.Latency;

/// <summary>Random numbers of the distributions that are used.</summary>
internal static class Draw
{
    /// <summary>Mean 0, standard deviation 1 (Box and Muller).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Exponential.</summary>
    public static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    /// <summary>Every value alike.</summary>
    public static double Between(Random random, double least, double most) => least + ((most - least) * random.NextDouble());
}
