namespace CrossLive.Media.Preview;

/// <summary>Size and rate of a stream's pictures.</summary>
/// <param name="WidthPx">Pixels.</param>
/// <param name="HeightPx">Pixels.</param>
/// <param name="PerSecond">A usual rate, next to what was measured.</param>
public sealed record PictureFacts(int WidthPx, int HeightPx, int PerSecond);
