namespace CrossLive.Media;

/// <summary>A step of a platform's ladder.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="PicturesPerSecond">Pictures a second.</param>
/// <param name="LeastBps">The least video rate that it is used for, in bits a second.</param>
/// <param name="MostBps">The highest that it is given.</param>
public sealed record Rung(int Width, int Height, int PicturesPerSecond, int LeastBps, int MostBps);
