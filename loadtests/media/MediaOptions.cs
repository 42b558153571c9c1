namespace CrossLive.LoadTests.Media;

/// <summary>What the command was told.</summary>
/// <param name="Seed">Everything random comes from it.</param>
/// <param name="Data">The folder of traces; they are generated where it is not there.</param>
/// <param name="Seconds">How long each trace is played, in a loop.</param>
internal sealed record MediaOptions(int Seed, DirectoryInfo? Data = null, int Seconds = 240);
