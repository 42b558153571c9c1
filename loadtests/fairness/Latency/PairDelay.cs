namespace CrossLive.LoadTests.Fairness.Latency;

/// <summary>Round trips between two cities, in µs.</summary>
/// <param name="MinUs">The shortest.</param>
/// <param name="MeanUs">Their mean.</param>
/// <param name="MaxUs">The longest.</param>
/// <param name="DeviationUs">Their standard deviation.</param>
internal readonly record struct PairDelay(uint MinUs, uint MeanUs, uint MaxUs, uint DeviationUs);
