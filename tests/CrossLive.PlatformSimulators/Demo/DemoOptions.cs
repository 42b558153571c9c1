namespace CrossLive.PlatformSimulators.Demo;

/// <summary>How the demo runs.</summary>
/// <param name="Server">The server.</param>
/// <param name="Room">The room, opened where it is not.</param>
/// <param name="Token">An operator's token for it.</param>
/// <param name="Seconds">How long; null = until stopped.</param>
/// <param name="EventsPerSecond">On average, over all platforms.</param>
/// <param name="Seed">The same seed tells the same show.</param>
public sealed record DemoOptions(Uri Server, string Room, string Token, int? Seconds, double EventsPerSecond, int Seed);
