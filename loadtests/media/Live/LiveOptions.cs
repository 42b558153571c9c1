namespace CrossLive.LoadTests.Media.Live;

/// <summary>What a case with the real product was told.</summary>
/// <param name="Times">How often what is done is done; null: as often as the case's short form does it.</param>
/// <param name="Seconds">How long each measured window, or a destination's trouble, is; null: the short form's.</param>
/// <param name="Seed">Everything random comes from it.</param>
/// <param name="Data">The folder of traces; they are generated where it is not there.</param>
internal sealed record LiveOptions(int? Times, int? Seconds, int Seed, DirectoryInfo? Data = null);
