namespace CrossLive.LoadTests.Fairness;

/// <summary>What the command was told.</summary>
/// <param name="Seed">Everything random comes from it.</param>
/// <param name="Data">The matrix; generated where there is no such file.</param>
/// <param name="Servers">Cities with servers; each has one sale's room of each setting.</param>
/// <param name="Buyers">Buyers of each sale.</param>
internal sealed record FairnessOptions(int Seed, FileInfo? Data = null, int Servers = 12, int Buyers = 400);
