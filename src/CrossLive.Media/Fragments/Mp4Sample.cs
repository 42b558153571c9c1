namespace CrossLive.Media.Fragments;

/// <summary>One frame in a file.</summary>
/// <param name="IsVideo">A picture, else sound.</param>
/// <param name="Time">When it is decoded, in its track's timescale.</param>
/// <param name="Duration">In its track's timescale.</param>
/// <param name="Composition">How much later it is shown.</param>
/// <param name="Offset">Of its bytes in the file.</param>
public readonly record struct Mp4Sample(bool IsVideo, long Time, uint Duration, int Composition, bool IsSync, long Offset, int Bytes);
