namespace CrossLive.Simulation;

/// <summary>The simulated system did what it must never do.</summary>
public sealed class InvariantBrokenException(string message) : Exception(message);
